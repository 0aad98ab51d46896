import type { Route, RouteName, ROUTES } from '@waypost/contract';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Caller } from '../keys/caller.js';

/**
 * A `file` part, already on disk. Whoever keeps it renames it away; what is still at `path` when the
 * handler has finished is deleted.
 */
export interface UploadedFile {
	/** Absolute path in the data folder, on the same file system as the media. */
	path: string;
	/** As the client wrote it: for display only, never part of a path. */
	fileName: string | null;
	/** As the client claims it. */
	mimeType: string | null;
	/** Bytes. */
	size: number;
	/** Of the bytes, in lower-case hex. */
	sha256: string;
}

type Entry<N extends RouteName> = (typeof ROUTES)[N];
type Parsed<N extends RouteName, Part extends keyof Route> =
	Entry<N> extends { readonly [P in Part]: infer Schema extends z.ZodType }
		? z.output<Schema>
		: undefined;
type Fields<N extends RouteName> =
	Entry<N> extends { readonly multipart: infer Schema extends z.ZodType }
		? z.output<Schema>
		: never;
type KeyOfRequest<N extends RouteName> =
	Entry<N> extends { readonly idempotent: true } ? string | null : undefined;
type Body<N extends RouteName> =
	Entry<N> extends { readonly multipart: z.ZodType } ? Parsed<N, 'body'> | null : Parsed<N, 'body'>;

/** A request that passed every check of its row in the contract's `ROUTES`. */
export interface RouteRequest<N extends RouteName> {
	/** As the route's schema gives it; undefined where the route has none. The same for the next two. */
	params: Parsed<N, 'params'>;
	query: Parsed<N, 'query'>;
	/** The JSON body. Null when a route that takes both got multipart/form-data. */
	body: Body<N>;
	/** The fields beside the `file` part; null when the body was JSON. */
	fields: Fields<N> | null;
	/** The `file` part; null when the body was JSON or had none. */
	file: UploadedFile | null;
	/** Null only on routes whose access is `public` or `ticket`. */
	caller: Caller | null;
	/**
	 * The header `Idempotency-Key` together with whose it is; null without it, undefined where the row
	 * does not say `idempotent`.
	 */
	idempotencyKey: KeyOfRequest<N>;
	/** A header by its name in any case. */
	header(name: string): string | undefined;
	requestId: string;
	/** Aborted when the client goes away before the answer, or the daemon stops. */
	signal: AbortSignal;
}

/**
 * What a handler answers: a status with an optional JSON body, or a function that writes the answer
 * itself (pictures, files, event streams).
 */
export type RouteAnswer =
	| { status: number; body?: unknown; headers?: Record<string, string> }
	| { respond: (response: Response, request: Request) => void | Promise<void> };

/** Does the work of one route. Failures are thrown as `WaypostError`. */
export type Handler<N extends RouteName> = (
	request: RouteRequest<N>,
) => RouteAnswer | Promise<RouteAnswer>;

/** One handler per route of the contract; the compiler sees to it that none is missing. */
export type Handlers = { [N in RouteName]: Handler<N> };
