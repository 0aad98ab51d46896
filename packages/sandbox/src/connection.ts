import { deferred } from './deferred.js';
import { FaultGate, type FaultTarget } from './faults/fault-gate.js';
import type { Direction, FaultAction } from './faults/fault-rule.js';
import { LOGIN_TAG, type FaultHandle } from './faults/faults.js';
import type { PairingCodeRequest } from './linking/pairing-code-request.js';
import type { PendingPairing } from './linking/pending-pairing.js';
import type { QrOffer } from './linking/qr-offer.js';
import type { Registration } from './linking/registration.js';
import { toE164 } from './phone-number.js';
import { SERVER_JID } from './stanza/jid.js';
import { stanza, type Attrs, type Stanza } from './stanza/stanza.js';
import type { LinkedDevice } from './state/linked-device.js';
import { NoiseTransport } from './transport/noise-transport.js';
import type { HandshakeResult } from './transport/noise-handshake.js';
import type { ClientSocket } from './transport/listener.js';
import { unixTime } from './unix-time.js';
import type { World } from './world.js';

/** A client that said hello but never finished its handshake is cut off after this. */
const HANDSHAKE_MS = 20_000;
/** After a stream error the client usually hangs up itself; the server waits this long for it. */
const HANG_UP_MS = 100;

/** Faults after which the stanza goes out, so that the wire log shows it when it does. */
const SENDS_ALL_THE_SAME = new Set<FaultAction>([
	'attributes',
	'delay',
	'duplicate',
	'corrupt',
	'groups-dirty',
	'one-address',
	'unreadable-status',
]);

/** How the control API shows a connection. */
export interface ConnectionInfo {
	readonly id: number;
	readonly openedAt: string;
	/** E.164; null while the client is not logged in. */
	readonly phoneNumber: string | null;
	readonly deviceId: number | null;
}

export interface ConnectionOptions {
	readonly id: number;
	readonly world: World;
	readonly socket: ClientSocket;
	onLogin(connection: Connection, result: HandshakeResult): void | Promise<void>;
	onStanza(connection: Connection, stanza: Stanza): void | Promise<void>;
}

/** One client's socket, from the upgrade to the end. */
export class Connection implements FaultTarget {
	readonly id: number;
	readonly openedAt = new Date();
	/** The linked device that logged in here. */
	device: LinkedDevice | undefined;
	/** What a client without a link told about itself. */
	registration: Registration | undefined;
	/** QR codes this client shows. */
	qr: QrOffer | undefined;
	/** A pairing code this client waits for. */
	pairingCode: PairingCodeRequest | undefined;
	/** A phone has said yes; the client has not signed yet. */
	pairing: PendingPairing | undefined;
	/** True once the client asked for its backlog: from then on stanzas are sent at once. */
	receiving = false;
	readonly #world: World;
	readonly #socket: ClientSocket;
	readonly #options: ConnectionOptions;
	readonly #transport: NoiseTransport;
	readonly #cancelHandshakeTimer: () => void;
	readonly #gate: FaultGate;
	readonly #ended = deferred<void>();
	#state: 'open' | 'ending' | 'closed' = 'open';

	constructor(options: ConnectionOptions) {
		const { id, world, socket } = options;
		this.id = id;
		this.#world = world;
		this.#socket = socket;
		this.#options = options;
		this.#gate = new FaultGate(world, this);
		this.#transport = new NoiseTransport({
			identity: world.noiseIdentity,
			write: (bytes) => socket.send(bytes),
			onLogin: (result) => this.#login(result),
			onStanza: (received) => this.#receive(received),
			onError: (error) => this.abort(error),
		});
		this.#cancelHandshakeTimer = world.timers.after(HANDSHAKE_MS, () => {
			if (!this.#transport.established) this.close();
		});
		socket.onData((bytes) => this.#transport.receive(bytes));
		socket.onClose(() => this.#closed());
		world.events.publish('connection.opened', this.#identity());
	}

	/** Digits of the account that logged in here. */
	get number(): string | undefined {
		return this.device?.account.number;
	}

	/** Sends a stanza to the client, unless a fault says otherwise. */
	send(outgoing: Stanza): void {
		if (this.#state !== 'open') return;
		const fault = this.#gate.strike('out', outgoing);
		if (fault && !SENDS_ALL_THE_SAME.has(fault.rule.action)) this.#log('out', outgoing, fault);
		if (fault) this.#gate.meet(fault, outgoing, (each) => this.transmit(each));
		else if (!this.#gate.silent) this.transmit(outgoing);
	}

	/** Answers a query. */
	answer(query: Stanza, content?: Stanza[], attrs: Attrs = {}): void {
		const { id, to } = query.attrs;
		this.send(stanza('iq', { from: to ?? SERVER_JID, type: 'result', id, ...attrs }, content));
	}

	/** Answers a query with an error; the client's call rejects. */
	answerError(query: Stanza, code: number, text: string): void {
		const { id, to } = query.attrs;
		const error = stanza('error', { code, text });
		this.send(stanza('iq', { from: to ?? SERVER_JID, type: 'error', id }, [error]));
	}

	/** `<stream:error>`, after which the connection is over. */
	streamError(code: number | undefined, child?: Stanza): void {
		this.#sayLast(stanza('stream:error', { code }, child ? [child] : undefined));
	}

	/** `<failure>`: the login is refused, or a login that held until now is withdrawn. */
	fail(reason: number, attrs: Attrs = {}): void {
		this.#sayLast(stanza('failure', { reason, location: 'sandbox', ...attrs }));
	}

	/** Hangs up in good order. */
	close(): void {
		this.#socket.close();
	}

	/** Resolves when the connection is over. */
	get ended(): Promise<void> {
		return this.#ended.promise;
	}

	/** Ends the TCP connection without a WebSocket close frame. */
	cut(how: 'fin' | 'rst'): void {
		this.#socket.cut(how);
	}

	/** Sends a stanza without asking the faults. */
	transmit(outgoing: Stanza): void {
		if (this.#state !== 'open') return;
		this.#log('out', outgoing, undefined);
		this.#transport.send(outgoing);
	}

	/** Ends the connection because of an error; no other connection is touched. */
	abort(error: unknown): void {
		this.#world.logger.debug({ err: error, connection: this.id }, 'connection ended by an error');
		this.close();
	}

	describe(): ConnectionInfo {
		const { phoneNumber, deviceId } = this.#identity();
		return { id: this.id, openedAt: this.openedAt.toISOString(), phoneNumber, deviceId };
	}

	async #login(result: HandshakeResult): Promise<void> {
		this.#cancelHandshakeTimer();
		const { username } = result.payload;
		const number = username ? String(username) : undefined;
		const login = stanza(LOGIN_TAG, { username: number });
		const fault = this.#gate.strike('in', login, number);
		if (fault) this.#gate.meet(fault, login, () => this.#options.onLogin(this, result));
		else await this.#options.onLogin(this, result);
	}

	async #receive(received: Stanza): Promise<void> {
		if (this.#state !== 'open') return;
		const fault = this.#gate.strike('in', received);
		this.#log('in', received, fault);
		if (fault) this.#gate.meet(fault, received, (each) => this.#handle(each));
		else if (!this.#gate.silent) await this.#handle(received);
	}

	async #handle(received: Stanza): Promise<void> {
		if (this.#state === 'open') await this.#options.onStanza(this, received);
	}

	#sayLast(last: Stanza): void {
		if (this.#state !== 'open') return;
		if (!this.#gate.silent) this.transmit(last);
		this.#state = 'ending';
		this.#leaveDevice();
		this.#world.timers.after(HANG_UP_MS, () => this.close());
	}

	#closed(): void {
		if (this.#state === 'closed') return;
		this.#state = 'closed';
		this.#cancelHandshakeTimer();
		const identity = this.#identity();
		this.#leaveDevice();
		this.pairing?.fail('The client hung up before it had signed.');
		this.pairingCode?.abandon();
		this.#world.presence.forget(this);
		this.#world.connections.delete(this);
		this.#ended.resolve();
		this.#world.events.publish('connection.closed', identity);
	}

	/** What was on its way to this device waits for its next login. */
	#leaveDevice(): void {
		const { device } = this;
		if (device?.connection !== this) return;
		device.connection = undefined;
		device.lastSeenAt = new Date();
		device.mailbox.returnUnacked();
		device.account.presence = 'unavailable';
		device.account.lastSeen = unixTime();
	}

	#log(direction: Direction, logged: Stanza, fault: FaultHandle | undefined): void {
		const { connectionId, phoneNumber, deviceId } = this.#identity();
		this.#world.wireLog.add({
			direction,
			connectionId,
			phoneNumber,
			deviceId,
			fault: fault?.id ?? null,
			stanza: logged,
		});
	}

	#identity() {
		const { device } = this;
		return {
			connectionId: this.id,
			phoneNumber: device ? toE164(device.account.number) : null,
			deviceId: device?.id ?? null,
		};
	}
}
