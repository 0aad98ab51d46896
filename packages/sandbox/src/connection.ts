import { deferred } from './deferred.js';
import { goesOut } from './faults/changed.js';
import type { ConnectionAct } from './faults/connection-act.js';
import { FaultGate, type Cut, type FaultTarget } from './faults/fault-gate.js';
import type { Direction } from './faults/fault-rule.js';
import { LOGIN_TAG, type FaultHandle } from './faults/faults.js';
import { handshakeOf } from './faults/handshake-damage.js';
import type { PairingCodeRequest } from './linking/pairing-code-request.js';
import type { PendingPairing } from './linking/pending-pairing.js';
import type { QrOffer } from './linking/qr-offer.js';
import type { Registration } from './linking/registration.js';
import { toE164 } from './phone-number.js';
import { SERVER_JID } from './stanza/jid.js';
import { stanza, type Attrs, type Stanza } from './stanza/stanza.js';
import type { LinkedDevice } from './state/linked-device.js';
import { NoiseTransport, type FrameChange } from './transport/noise-transport.js';
import type { HandshakeResult } from './transport/noise-handshake.js';
import type { ClientSocket } from './transport/listener.js';
import type { World } from './world.js';

/** After a stream error the client usually hangs up itself; the server waits this long for it. */
const HANG_UP_MS = 100;

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
	readonly openedAt: Date;
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
		this.openedAt = world.clock.date();
		this.#world = world;
		this.#socket = socket;
		this.#options = options;
		this.#gate = new FaultGate(world, this);
		this.#transport = new NoiseTransport({
			...handshakeOf(world),
			write: (message) => socket.send(message),
			onLogin: (result) => this.#login(result),
			onStanza: (received) => this.#receive(received),
			onError: (error) => this.abort(error),
		});
		const { handshakeMs } = world.options.socketTimeouts;
		this.#cancelHandshakeTimer = world.patience.after(handshakeMs, () =>
			this.abort(new Error(`The handshake was not finished within ${handshakeMs} ms.`)),
		);
		socket.listen({
			onData: (bytes) => this.#transport.receive(bytes),
			onProblem: (problem) => this.abort(new Error(problem)),
			onClose: () => this.#closed(),
		});
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
		if (fault && !goesOut(fault.rule)) this.#log('out', outgoing, fault);
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

	/** Ends the connection as a fault asks for. */
	cut(how: Cut, code?: number): void {
		this.#socket.cut(how, code);
	}

	/** Does what a fault does, at once. */
	suffer(act: ConnectionAct): void {
		this.#gate.act(act);
	}

	/** Sends a stanza without asking the faults. */
	transmit(outgoing: Stanza): void {
		if (this.#state !== 'open') return;
		this.#log('out', outgoing, undefined);
		this.#transport.send(outgoing);
	}

	/** Sends a frame that is damaged on its way. */
	transmitDamaged(outgoing: Stanza, damage: FrameChange): void {
		if (this.#state === 'open') this.#transport.send(outgoing, damage);
	}

	/** Ends the connection because of an error; no other connection is touched. */
	abort(error: unknown): void {
		if (this.#state === 'closed') return;
		this.report(error instanceof Error ? error.message : String(error));
		this.#stopTalking();
		this.close();
	}

	/** Says what is wrong with this client. */
	report(problem: string): void {
		const { logger, events } = this.#world;
		const where = this.#identity();
		logger.warn({ ...where, problem }, 'a connection has a problem');
		events.publish('connection.problem', { ...where, problem });
	}

	describe(): ConnectionInfo {
		const { phoneNumber, deviceId } = this.#identity();
		return { id: this.id, openedAt: this.openedAt.toISOString(), phoneNumber, deviceId };
	}

	async #login(result: HandshakeResult): Promise<void> {
		if (this.#state !== 'open') return;
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
		this.#stopTalking();
		this.#world.patience.after(HANG_UP_MS, () => this.close());
	}

	#stopTalking(): void {
		this.#state = 'ending';
		this.#leaveDevice();
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

	#leaveDevice(): void {
		const { device } = this;
		if (device?.connection === this) device.disconnected(this.#world.clock);
	}

	#log(direction: Direction, logged: Stanza, fault: FaultHandle | undefined): void {
		const about = { ...this.#identity(), direction, fault: fault?.id ?? null };
		this.#world.wireLog.add({ ...about, stanza: logged });
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
