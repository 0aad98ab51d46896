import type { NumberCheck } from '@waypost/contract';
import { parsePhoneNumber } from '../messages/recipient.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { SessionsService } from '../sessions/sessions.service.js';
import type { Address } from '../whatsapp/whatsapp-connection.js';
import type { CheckLimit } from './check-limit.js';

export interface NumbersServiceOptions {
	sessions: SessionsService;
	/** Holds for sessions that are paced. */
	limit: CheckLimit;
	/** Is told every answer, so that a send after a check need not ask again. */
	remember: (sessionId: string, answers: ReadonlyMap<string, Address | null>) => void;
}

/** Answers which numbers are on WhatsApp. */
export class NumbersService {
	readonly #sessions: SessionsService;
	readonly #limit: CheckLimit;
	readonly #remember: NumbersServiceOptions['remember'];

	constructor({ sessions, limit, remember }: NumbersServiceOptions) {
		this.#sessions = sessions;
		this.#limit = limit;
		this.#remember = remember;
	}

	/**
	 * @param numbers - in any common spelling.
	 * @returns one row per number, in the same order.
	 * @throws WaypostError INVALID_NUMBER naming each bad one, WHATSAPP_NOT_READY, RATE_LIMITED,
	 *   WHATSAPP_TIMEOUT
	 */
	async check(sessionId: string, numbers: readonly string[]): Promise<NumberCheck[]> {
		const session = this.#sessions.find(sessionId);
		const phoneNumbers = parseAll(numbers);
		const { connection } = session;
		if (!connection) {
			throw new WaypostError(
				'WHATSAPP_NOT_READY',
				`Session '${sessionId}' is ${session.state}, so WhatsApp cannot be asked. Wait until it is connected.`,
				{ retryAfter: 5 },
			);
		}
		if (session.pacing.enabled) this.#limit.count(sessionId);
		const found = await connection.checkNumbers([...new Set(phoneNumbers)]);
		this.#remember(sessionId, found);
		return numbers.map((number, index) => {
			const address = found.get(phoneNumbers[index] ?? '') ?? null;
			return {
				number,
				registered: address !== null,
				phoneNumber: address?.phoneNumber ?? null,
				lid: address?.lid ?? null,
			};
		});
	}
}

/** Reads all numbers, so that one answer names every mistake. */
function parseAll(numbers: readonly string[]): string[] {
	const fields: { path: string; code: string; message: string }[] = [];
	const parsed = numbers.map((number, index) => {
		try {
			return parsePhoneNumber(number);
		} catch (error) {
			if (!(error instanceof WaypostError)) throw error;
			fields.push({ path: `/numbers/${index}`, code: error.code, message: error.message });
			return '';
		}
	});
	const [first] = fields;
	if (first) throw new WaypostError('INVALID_NUMBER', first.message, { fields });
	return parsed;
}
