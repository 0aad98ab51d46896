import type { Logger } from 'pino';
import type { SessionCredentials } from '../storage/session-credentials.js';
import type {
	Closed,
	ConnectionEvents,
	WhatsAppConnection,
	WhatsAppConnector,
} from '../whatsapp/whatsapp-connection.js';
import { isDamage } from './credentials-check.js';

export interface ConnectionSlotOptions {
	sessionId: string;
	connector: WhatsAppConnector;
	credentials: SessionCredentials;
	sentMessage: (whatsappId: string) => Uint8Array | undefined;
	phoneNumberOf: (lid: string) => string | undefined;
	logger: Logger;
}

/**
 * Holds at most one connection. Every connection has a generation: what one of an older generation
 * still says is not heard, so that two sockets of one session can never act at the same time.
 */
export class ConnectionSlot {
	readonly #options: ConnectionSlotOptions;
	#generation = 0;
	#opening: Promise<WhatsAppConnection> | null = null;
	#connection: WhatsAppConnection | null = null;

	constructor(options: ConnectionSlotOptions) {
		this.#options = options;
	}

	/** The connection once it has been made; null before, and after its end. */
	get connection(): WhatsAppConnection | null {
		return this.#connection;
	}

	/** Opens a connection; one that cannot be opened ends like one that was closed. */
	async open(events: ConnectionEvents): Promise<void> {
		const generation = ++this.#generation;
		const { connector, sessionId, credentials, sentMessage, phoneNumberOf, logger } = this.#options;
		this.#opening = connector.open({
			sessionId,
			credentials,
			sentMessage,
			phoneNumberOf,
			events: this.#heardOnly(generation, events),
		});
		try {
			const connection = await this.#opening;
			if (generation === this.#generation) this.#connection = connection;
			else await connection.close();
		} catch (err) {
			logger.error({ err }, 'the connection could not be opened');
			if (generation !== this.#generation) return;
			this.#forget();
			events.closed(closedBecause(err));
		}
	}

	/**
	 * Calls `use` with the connection, once it is made; it may tell things before that.
	 *
	 * @returns undefined when the connection ended in the meantime.
	 */
	async with<T>(use: (connection: WhatsAppConnection) => T): Promise<Awaited<T> | undefined> {
		const generation = this.#generation;
		const connection = await this.#opening?.catch(() => null);
		if (!connection || generation !== this.#generation) return undefined;
		const result = await use(connection);
		return generation === this.#generation ? result : undefined;
	}

	/** Ends the connection, if any; nothing more is heard of it from now on. */
	async drop(): Promise<void> {
		const connection = this.#connection;
		this.#forget();
		await connection?.close();
	}

	#forget(): void {
		this.#generation++;
		this.#connection = null;
		this.#opening = null;
	}

	#heardOnly(generation: number, events: ConnectionEvents): ConnectionEvents {
		const heard =
			<A extends unknown[]>(listener: (...args: A) => void) =>
			(...args: A) => {
				if (generation === this.#generation) listener(...args);
			};
		return {
			qr: heard(events.qr),
			paired: heard(events.paired),
			opened: heard(events.opened),
			caughtUp: heard(events.caughtUp),
			traffic: heard(events.traffic),
			ack: heard(events.ack),
			receipt: heard(events.receipt),
			message: heard(events.message),
			changed: heard(events.changed),
			groupChanged: heard(events.groupChanged),
			contact: heard(events.contact),
			restricted: heard(events.restricted),
			closed: heard((closed) => {
				this.#forget();
				events.closed(closed);
			}),
		};
	}
}

function closedBecause(err: unknown): Closed {
	return {
		reason: isDamage(err) ? 'bad-credentials' : 'unavailable',
		upstreamCode: null,
		detail: err instanceof Error ? err.message : String(err),
		retryAfter: null,
	};
}
