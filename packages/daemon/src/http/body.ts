import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Route } from '@waypost/contract';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { WaypostError } from '../runtime/waypost-error.js';
import type { UploadedFile } from './route.js';
import { runParser } from './run-parser.js';
import { createUploadReader } from './upload.js';
import { parsePart } from './validate.js';

/** Bytes of a JSON body. */
const MAX_JSON = 256 * 1024;
/** On routes that take a file, which JSON carries in base64. */
const MAX_JSON_WITH_FILE = 24 * 1024 * 1024;
const MAX_FILE = 100 * 1024 * 1024;

export interface BodyOptions {
	dataDir: string;
	/** Largest `file` part in bytes; 100 MiB by default. */
	maxFileSize?: number;
}

export interface RequestBody {
	body: unknown;
	fields: unknown;
	file: UploadedFile | null;
}

/** Reads and checks the body of a request, as the row of its route says. */
export type ReadBody = (request: Request, response: Response, route: Route) => Promise<RequestBody>;

/** Deletes a file that nobody renamed away. */
export const discardFile = (file: UploadedFile | null): Promise<void> =>
	file ? rm(file.path, { force: true }) : Promise.resolve();

/** `inflate: false`: a small compressed body could grow without bound. */
const jsonParser = (limit: number): RequestHandler =>
	express.json({ limit, strict: true, inflate: false, type: 'application/json' });

const isEmpty = (request: Request): boolean =>
	request.headers['transfer-encoding'] === undefined &&
	['0', undefined].includes(request.headers['content-length']);

function unsupported(request: Request, route: Route): WaypostError {
	const takes = route.multipart ? 'application/json or multipart/form-data' : 'application/json';
	const got = request.get('content-type') ?? 'a body without a Content-Type';
	return new WaypostError(
		'UNSUPPORTED_MEDIA_TYPE',
		`This address takes ${takes}, not ${got.slice(0, 100)}.`,
	);
}

const checkJson = (route: Route, body: unknown): RequestBody => ({
	body: parsePart('body', route.body, body),
	fields: null,
	file: null,
});

/** Makes the reader of bodies. An absent body counts as `{}`, so that `curl -X POST` works. */
export function createBodyReader({ dataDir, maxFileSize = MAX_FILE }: BodyOptions): ReadBody {
	const json = jsonParser(MAX_JSON);
	const largeJson = jsonParser(MAX_JSON_WITH_FILE);
	const readUpload = createUploadReader({ folder: join(dataDir, 'tmp'), maxFileSize });

	const readForm: ReadBody = async (request, response, route) => {
		const { fields, file } = await readUpload(request, response);
		try {
			return { body: null, fields: parsePart('body', route.multipart, fields), file };
		} catch (error) {
			await discardFile(file);
			throw error;
		}
	};

	return async (request, response, route) => {
		if (!route.body) return { body: undefined, fields: null, file: null };
		if (isEmpty(request)) return checkJson(route, {});
		if (request.is('application/json')) {
			const parser = route.multipart ? largeJson : json;
			await runParser(parser, request, response);
			return checkJson(route, request.body);
		}
		if (route.multipart && request.is('multipart/form-data')) {
			return readForm(request, response, route);
		}
		throw unsupported(request, route);
	};
}
