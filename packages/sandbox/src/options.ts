import { pino, type Logger } from 'pino';
import type { GroupMode } from './state/group-record.js';

/** How long QR codes live, as the client shows them: the first longer than the others. */
export interface QrLifetimes {
	/** How many codes a client gets before it must connect again. */
	readonly refs: number;
	readonly firstMs: number;
	readonly nextMs: number;
}

export interface SandboxOptions {
	/** TCP port on 127.0.0.1; 0 (default) takes a free one. */
	readonly port?: number;
	/**
	 * Folder for the Noise root key and the TLS certificate, so that a restarted sandbox is trusted by
	 * the same clients. Without it they live in a temporary folder that `close()` removes. Accounts
	 * and messages are always in memory only.
	 */
	readonly dataDir?: string;
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
	/** Delay of the server's ack for a client's message. */
	readonly ackDelayMs?: number;
	/** Delay of receipts on their way to clients. */
	readonly receiptDelayMs?: number;
	/** Where the sandbox logs; silent by default. It never prints. */
	readonly logger?: Logger;
}

export interface ResolvedOptions {
	readonly port: number;
	readonly dataDir: string | undefined;
	readonly qr: QrLifetimes;
	readonly prekeys: 'few' | 'many';
	readonly dedupe: 'server' | 'receiver';
	readonly groupMode: GroupMode;
	readonly ackDelayMs: number;
	readonly receiptDelayMs: number;
	readonly logger: Logger;
}

/** WhatsApp's own: six codes, 60 s for the first and 20 s for each other (Baileys Socket/socket.js). */
const QR_LIFETIMES: QrLifetimes = { refs: 6, firstMs: 60_000, nextMs: 20_000 };

export function resolveOptions(options: SandboxOptions): ResolvedOptions {
	return {
		port: options.port ?? 0,
		dataDir: options.dataDir,
		qr: { ...QR_LIFETIMES, ...options.qr },
		prekeys: options.prekeys ?? 'few',
		dedupe: options.dedupe ?? 'receiver',
		groupMode: options.groupMode ?? 'lid',
		ackDelayMs: options.ackDelayMs ?? 0,
		receiptDelayMs: options.receiptDelayMs ?? 0,
		logger: options.logger ?? pino({ enabled: false }),
	};
}
