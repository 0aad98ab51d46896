import type { Group, Page } from '@waypost/contract';
import { path } from './address.js';
import { rowsOf, type ListOptions } from './pages.js';
import type { Requester } from './request.js';
import type { CallOptions } from './sessions.js';

/** The groups a number is a member of, and who else is. Needs `messages:read`. */
export class Groups {
	readonly #requester: Requester;

	constructor(requester: Requester) {
		this.#requester = requester;
	}

	/**
	 * One page of the groups of a session, by id, with their members. While the session is not
	 * connected: what WhatsApp said last.
	 *
	 * @throws ApiError `WHATSAPP_NOT_READY` (503) while not connected, and nothing was asked before
	 */
	list(sessionId: string, options: ListOptions = {}): Promise<Page<Group>> {
		const { signal, ...query } = options;
		return this.#requester.json({
			method: 'GET',
			path: path`/v1/sessions/${sessionId}/groups`,
			query,
			signal,
		});
	}

	/**
	 * Every group of a session, page after page.
	 *
	 * @example
	 * for await (const { id, subject } of waypost.groups.listAll('sales')) console.log(id, subject);
	 */
	listAll(sessionId: string, options: ListOptions = {}): AsyncGenerator<Group, void, undefined> {
		return rowsOf((page) => this.list(sessionId, page), options);
	}

	/**
	 * One group with its members.
	 *
	 * @param group - its id, from a list or from the `chat` of an event: `…@g.us`.
	 * @example
	 * const { members } = await waypost.groups.get('sales', message.chat.id);
	 * const admins = members.filter(({ role }) => role !== 'member');
	 * @throws ApiError `NOT_IN_GROUP` (403), `GROUP_NOT_FOUND` (404), `WHATSAPP_NOT_READY` (503)
	 */
	get(sessionId: string, group: string, options: CallOptions = {}): Promise<Group> {
		return this.#requester.json({
			method: 'GET',
			path: path`/v1/sessions/${sessionId}/groups/${group}`,
			signal: options.signal,
		});
	}
}
