import { SendError } from '../../src/whatsapp/whatsapp-connection.js';
import type {
	Address,
	ChatAddress,
	Closed,
	ConnectionEvents,
	GroupInfo,
	OpenOptions,
	TimeLock,
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
	/** WhatsApp ids of what was relayed after asking anew for devices, keys and members. */
	readonly refreshed: string[] = [];
	/** Thrown by every relay. */
	refusal: SendError | null = null;
	/** When the bytes of what is relayed leave. */
	departure: Promise<void> = Promise.resolve();
	/** What WhatsApp says that it restricts, and how often it was asked. */
	lock: TimeLock | null = null;
	/** Thrown when it is asked. */
	lockFailure: Error | null = null;
	lockQuestions = 0;
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

	relay({ whatsappId, refresh }: { whatsappId: string; refresh?: boolean }): Promise<void> {
		if (this.isClosed) throw new SendError('closed', { mayHaveLeft: false });
		if (this.refusal) return Promise.reject(this.refusal);
		this.relayed.push(whatsappId);
		if (refresh) this.refreshed.push(whatsappId);
		return this.departure;
	}

	markRead(): Promise<void> {
		return Promise.resolve();
	}

	showTyping(): Promise<void> {
		return Promise.resolve();
	}

	groups(): Promise<GroupInfo[]> {
		return Promise.resolve([]);
	}

	group(): Promise<GroupInfo> {
		return Promise.reject(new Error('There are no groups here.'));
	}

	timeLock(): Promise<TimeLock | null> {
		this.lockQuestions += 1;
		if (this.lockFailure) return Promise.reject(this.lockFailure);
		return Promise.resolve(this.lock);
	}

	requestReupload(): Promise<Uint8Array> {
		return Promise.reject(new Error('There is no phone here.'));
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
