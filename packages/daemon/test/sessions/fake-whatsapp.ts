import { SendError } from '../../src/whatsapp/whatsapp-connection.js';
import type {
	Address,
	ChatAddress,
	Closed,
	ConnectionEvents,
	OpenOptions,
	WhatsAppConnection,
	WhatsAppConnector,
} from '../../src/whatsapp/whatsapp-connection.js';

/** An end of a connection for a reason. */
export const closedBecause = (reason: Closed['reason']): Closed => ({
	...{ reason, upstreamCode: null, detail: reason, retryAfter: null },
});

/** A connection on which a test plays WhatsApp's part: call what it should tell. */
export class FakeConnection implements WhatsAppConnection {
	readonly tells: ConnectionEvents;
	readonly relayed: string[] = [];
	isClosed = false;

	constructor(events: ConnectionEvents) {
		this.tells = events;
	}

	requestPairingCode(): Promise<string> {
		return Promise.resolve('ABCD1234');
	}

	prepare(): Promise<Uint8Array> {
		return Promise.resolve(new Uint8Array([1]));
	}

	relay({ whatsappId }: { whatsappId: string }): Promise<void> {
		if (this.isClosed) throw new SendError('closed', { mayHaveLeft: false });
		this.relayed.push(whatsappId);
		return Promise.resolve();
	}

	checkNumbers(): Promise<Map<string, Address | null>> {
		return Promise.resolve(new Map<string, Address | null>());
	}

	/** As WhatsApp does it: the device is thrown out, and that is the confirmation. */
	unlink(): Promise<boolean> {
		this.end('logged-out');
		return Promise.resolve(true);
	}

	end(reason: Closed['reason']): void {
		this.isClosed = true;
		this.tells.closed(closedBecause(reason));
	}

	close(): Promise<void> {
		this.isClosed = true;
		return Promise.resolve();
	}
}

/** Opens {@link FakeConnection}s. What is stored is linked or not as the test says. */
export class FakeConnector implements WhatsAppConnector {
	readonly opened: FakeConnection[] = [];
	isLinkedNow = false;
	/** Thrown by everything that reads the credentials. */
	failure: Error | null = null;

	/** The newest connection. */
	get newest(): FakeConnection {
		const newest = this.opened.at(-1);
		if (!newest) throw new Error('No connection was opened.');
		return newest;
	}

	open({ events }: OpenOptions): Promise<WhatsAppConnection> {
		if (this.failure) return Promise.reject(this.failure);
		const connection = new FakeConnection(events);
		this.opened.push(connection);
		return Promise.resolve(connection);
	}

	isLinked(): Promise<boolean> {
		return this.failure ? Promise.reject(this.failure) : Promise.resolve(this.isLinkedNow);
	}

	downloadMedia(): Promise<never> {
		return Promise.reject(new Error('There is no media here.'));
	}

	addressOf(id: string): ChatAddress {
		return { ...{ id, phoneNumber: id, lid: null, name: null }, kind: 'direct' };
	}

	newMessageId(): string {
		return '3EB0';
	}

	close(): Promise<void> {
		return Promise.resolve();
	}
}
