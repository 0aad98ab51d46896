import { pino, type Logger } from 'pino';
import type { StoppedClock } from './clock.js';
import type { SandboxSnapshot } from './persistence/sandbox-snapshot.js';
import type { NewPhone } from './phone/new-phone.js';
import type { AddressingMode } from './routing/chat-addressing.js';
import type { GroupMode } from './state/group-record.js';

/** How long QR codes live, as the client shows them: the first longer than the others. */
export interface QrLifetimes {
	/** How many codes a client gets before it must connect again. */
	readonly refs: number;
	readonly firstMs: number;
	readonly nextMs: number;
}

export interface SocketTimeouts {
	/** From the TCP connection to the end of the handshake. */
	readonly handshakeMs: number;
	/** A client is pinged so often, and forgotten when it does not answer twice. */
	readonly keepAliveMs: number;
}

export interface SandboxOptions {
	/** TCP port on 127.0.0.1; 0 (default) takes a free one. */
	readonly port?: number;
	/**
	 * Folder that keeps everything, so that a sandbox can be stopped and resumed: the Noise root key and
	 * the TLS certificate, phones with what they display, linked devices, groups, media and what waits
	 * to be delivered. Linked clients go on without linking again. Saved on `close()` and every two
	 * seconds in which something changed. Faults, the wire log and the event log begin empty each time.
	 * Without it all is in memory, and the certificate in a temporary folder that `close()` removes.
	 */
	readonly dataDir?: string;
	/**
	 * Folder for root key and certificate alone, in place of that of `dataDir`: sandboxes that begin
	 * empty, one after the other or side by side, are trusted by the same clients.
	 */
	readonly identityDir?: string;
	/** Phones that are there from the start. Those which a data folder or a snapshot brings stay as they are. */
	readonly phones?: readonly NewPhone[];
	/** Begins with the world of another sandbox, under its root key and certificate: `sandbox.snapshot()`. */
	readonly snapshot?: SandboxSnapshot;
	readonly qr?: Partial<QrLifetimes>;
	/** What a client with no one-time keys on the server is told: `few` uploads 5 (fast), `many` 812. */
	readonly prekeys?: 'few' | 'many';
	/**
	 * Who drops a message id that is sent again: the receiving phone, which counts it in `copies`
	 * (default), or the server, which acknowledges and forwards nothing.
	 */
	readonly dedupe?: 'server' | 'receiver';
	/** How new groups address their members, by privacy address (default) or by phone number. */
	readonly groupMode?: GroupMode;
	/** How people are addressed in direct chats; as the sender addressed them, by default. */
	readonly addressing?: AddressingMode;
	/** Delay of the server's ack for a client's message. */
	readonly ackDelayMs?: number;
	/** Delay of receipts on their way to clients. */
	readonly receiptDelayMs?: number;
	/**
	 * Makes the ids and codes that the sandbox thinks up the same in every run; keys are always new. A
	 * world that goes on from a snapshot needs another seed than before, or its ids come again.
	 */
	readonly seed?: number;
	/** Time stands still from the start and moves by `sandbox.clock.advance` alone; runs by default. */
	readonly clock?: StoppedClock;
	/** How long the server waits for sockets: always by the computer's time. */
	readonly socketTimeouts?: Partial<SocketTimeouts>;
	/** Where the sandbox logs; silent by default. It never prints. */
	readonly logger?: Logger;
}

export interface ResolvedOptions {
	readonly port: number;
	readonly dataDir: string | undefined;
	readonly identityDir: string | undefined;
	readonly snapshot: SandboxSnapshot | undefined;
	readonly qr: QrLifetimes;
	readonly prekeys: 'few' | 'many';
	readonly dedupe: 'server' | 'receiver';
	readonly groupMode: GroupMode;
	readonly addressing: AddressingMode;
	readonly ackDelayMs: number;
	readonly receiptDelayMs: number;
	readonly seed: number | undefined;
	readonly clock: StoppedClock | undefined;
	readonly socketTimeouts: SocketTimeouts;
	readonly logger: Logger;
}

/** WhatsApp's own: six codes, 60 s for the first and 20 s for each other (Baileys Socket/socket.js). */
const QR_LIFETIMES: QrLifetimes = { refs: 6, firstMs: 60_000, nextMs: 20_000 };

const SOCKET_TIMEOUTS: SocketTimeouts = { handshakeMs: 20_000, keepAliveMs: 30_000 };

export function resolveOptions(options: SandboxOptions): ResolvedOptions {
	return {
		port: options.port ?? 0,
		dataDir: options.dataDir,
		identityDir: options.identityDir ?? options.dataDir,
		snapshot: options.snapshot,
		qr: { ...QR_LIFETIMES, ...options.qr },
		prekeys: options.prekeys ?? 'few',
		dedupe: options.dedupe ?? 'receiver',
		groupMode: options.groupMode ?? 'lid',
		addressing: options.addressing ?? 'as-written',
		ackDelayMs: options.ackDelayMs ?? 0,
		receiptDelayMs: options.receiptDelayMs ?? 0,
		seed: options.seed,
		clock: options.clock,
		socketTimeouts: { ...SOCKET_TIMEOUTS, ...options.socketTimeouts },
		logger: options.logger ?? pino({ enabled: false }),
	};
}
