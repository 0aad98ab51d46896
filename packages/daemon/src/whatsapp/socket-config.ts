import type { Baileys, GroupMetadata, proto, WAMessage } from './baileys.js';
import type { AuthState } from './auth-state.js';
import type { BaileysLogger } from './baileys-logger.js';
import type { RetryCounters } from './retry-counters.js';

type SocketConfig = Parameters<Baileys['makeWASocket']>[0];

/** Waiting times, in milliseconds; for tests and for slow networks. */
export interface Tuning {
	/** From the first packet to a QR code or a login. */
	connectTimeoutMs: number;
	/** How long each QR code is shown; WhatsApp's own times (60 s, then 20 s) when null. */
	qrTimeoutMs: number | null;
	keepAliveIntervalMs: number;
	/** One question to WhatsApp. */
	queryTimeoutMs: number;
	/** From the login to the end of the backlog, which some servers never announce. */
	catchUpTimeoutMs: number;
}

export const DEFAULT_TUNING: Tuning = {
	connectTimeoutMs: 30_000,
	qrTimeoutMs: null,
	keepAliveIntervalMs: 20_000,
	queryTimeoutMs: 20_000,
	catchUpTimeoutMs: 35_000,
};

/**
 * `HistorySyncType.FULL` (WAProto). The other parts are small, and carry what pairs LIDs with numbers
 * and the tokens for chats that exist; none of their messages is told.
 */
const FULL_HISTORY = 2;

const isFullHistory = (syncType: number | null | undefined): boolean => syncType === FULL_HISTORY;

/**
 * Baileys bounds each frame it sends by this time, with a timer and two stack traces: a tenth of what
 * a text costs. A connection that makes no progress ends by our own watchdogs.
 */
const NO_TIMER_PER_FRAME = 0;

export interface SocketConfigOptions {
	auth: AuthState;
	/** WhatsApp's own address when null. */
	url: string | null;
	tuning: Tuning;
	logger: BaileysLogger;
	retryCounters: RetryCounters;
	getMessage(id: string): WAMessage['message'];
	groupMetadata(id: string): Promise<GroupMetadata>;
	/** Sees each message before it is encrypted. */
	beforeLeaving(message: proto.IMessage, recipients?: readonly string[]): proto.IMessage;
	makeSignalRepository: Baileys['DEFAULT_CONNECTION_CONFIG']['makeSignalRepository'];
}

/**
 * How every socket is set up. No notifications are taken from the phone (`markOnlineOnConnect`), its
 * history is asked for only as far as the LID mappings need it (all of it off loses those), and a
 * failed key commit is tried for less than a second instead of half a minute.
 */
export function socketConfig(options: SocketConfigOptions): SocketConfig {
	const { auth, url, tuning, logger } = options;
	return {
		auth: { creds: auth.creds, keys: auth.keys },
		logger,
		...(url === null ? {} : { waWebSocketUrl: url }),
		...(tuning.qrTimeoutMs === null ? {} : { qrTimeout: tuning.qrTimeoutMs }),
		connectTimeoutMs: NO_TIMER_PER_FRAME,
		keepAliveIntervalMs: tuning.keepAliveIntervalMs,
		defaultQueryTimeoutMs: tuning.queryTimeoutMs,
		markOnlineOnConnect: false,
		syncFullHistory: false,
		shouldSyncHistoryMessage: ({ syncType }) => !isFullHistory(syncType),
		emitOwnEvents: false,
		generateHighQualityLinkPreview: false,
		msgRetryCounterCache: options.retryCounters,
		retryRequestDelayMs: 250,
		maxMsgRetryCount: 5,
		transactionOpts: { maxCommitRetries: 3, delayBetweenTriesMs: 200 },
		makeSignalRepository: options.makeSignalRepository,
		patchMessageBeforeSending: options.beforeLeaving,
		cachedGroupMetadata: (id) => options.groupMetadata(id),
		getMessage: async ({ id }) => (id ? (options.getMessage(id) ?? undefined) : undefined),
	};
}
