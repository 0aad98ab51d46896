import type { CheckedNumbers } from '@waypost/contract';
import { path } from './address.js';
import type { Requester } from './request.js';
import type { CallOptions } from './sessions.js';

/** Which numbers are on WhatsApp. Needs `messages:read`. */
export class Numbers {
	readonly #requester: Requester;

	constructor(requester: Requester) {
		this.#requester = requester;
	}

	/**
	 * Asks WhatsApp about up to 50 numbers, in any common spelling with country code.
	 *
	 * @returns `data`: one row per number, in the same order.
	 * @throws ApiError `INVALID_NUMBER` (422), `WHATSAPP_NOT_READY` (503) while not connected.
	 * @example
	 * const { data } = await waypost.numbers.check('sales', ['+49 170 0000001']);
	 * if (!data[0]?.registered) console.log('not on WhatsApp');
	 */
	check(
		sessionId: string,
		numbers: readonly string[],
		options: CallOptions = {},
	): Promise<CheckedNumbers> {
		return this.#requester.json({
			method: 'POST',
			path: path`/v1/sessions/${sessionId}/numbers/check`,
			body: { numbers },
			signal: options.signal,
		});
	}
}
