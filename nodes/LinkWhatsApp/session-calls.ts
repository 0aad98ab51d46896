import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { problemError, waypostCodeOf } from '../shared/errors';
import { toNodeError } from '../shared/run-items';
import { sessionOf } from '../shared/session';
import { requestWaypost, type WaypostRequest } from '../shared/waypost-request';
import type { Link, Session } from '../shared/waypost-types';

/** The session an item is about, and calls about it. */
export class SessionCalls {
	readonly id: string;

	constructor(
		readonly context: IExecuteFunctions,
		readonly itemIndex: number,
	) {
		this.id = sessionOf(
			context,
			itemIndex,
			'Write a short name such as sales under Session, or choose one from the list.',
		);
	}

	/** @param path - after the session, with its slash. */
	call<T>(method: IHttpRequestMethods, path = '', more: Partial<WaypostRequest> = {}): Promise<T> {
		const { context, itemIndex, id } = this;
		const about = `/v1/sessions/${encodeURIComponent(id)}${path}`;
		return requestWaypost<T>(context, { method, path: about, itemIndex, ...more });
	}

	get(): Promise<Session> {
		return this.call<Session>('GET');
	}

	/**
	 * Starts linking, or goes on with a link of the same kind that is under way.
	 *
	 * @returns the link with its first code, or with why there is none; null when the session is linked.
	 */
	async link(body: IDataObject, mayCreate: boolean): Promise<Link | null> {
		try {
			return await this.#startLink(body);
		} catch (error) {
			const code = waypostCodeOf(error);
			if (code === 'SESSION_ALREADY_LINKED') return null;
			if (code !== 'SESSION_NOT_FOUND' || !mayCreate) throw this.#known(error);
		}
		await this.#create();
		return this.#startLink(body);
	}

	/** The daemon holds the answer until there is a code, for 20 seconds at most. */
	#startLink(body: IDataObject): Promise<Link> {
		return this.call<Link>('POST', '/link', { body, timeout: 60_000 });
	}

	/** Somebody else may have made it just now: that is as good. */
	async #create(): Promise<void> {
		const { context, itemIndex, id } = this;
		const request = { method: 'POST', path: '/v1/sessions', body: { id }, itemIndex } as const;
		try {
			await requestWaypost(context, request);
		} catch (error) {
			if (waypostCodeOf(error) !== 'SESSION_ALREADY_EXISTS') throw this.#known(error);
		}
	}

	#known(error: unknown): NodeApiError | NodeOperationError {
		return toNodeError(this.context, error, this.itemIndex);
	}

	/** What the daemon answered with a success and still is none, under one of its codes. */
	refusal(code: string, detail: string): NodeApiError {
		const problem = { code, title: code, detail, status: 409, errors: [] };
		return problemError(this.context.getNode(), problem, this.itemIndex);
	}
}
