import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { proto } from '../baileys/protocol.js';
import { LID, PN, STATUS_BROADCAST } from '../stanza/jid.js';
import type { Account } from '../state/account.js';
import type { LinkedDevice } from '../state/linked-device.js';
import { isInHistory, type HistoryMessages, type PastChat } from './history-messages.js';
import type { ScreenEntry } from './screen.js';

const { ProtocolMessage } = proto.Message;
const ONLY_CHUNK = { chunkOrder: 1, progress: 100 };
/** Of a history in several parts. */
const MESSAGES_IN_A_PART = 500;

/** The key under which an account's devices encrypt its app state. */
export interface AppStateKey {
	readonly keyId: Buffer;
	readonly keyData: Buffer;
}

export function newAppStateKey(): AppStateKey {
	return { keyId: randomBytes(6), keyData: randomBytes(32) };
}

export interface Welcome {
	readonly account: Account;
	readonly device: LinkedDevice;
	readonly key: AppStateKey;
	readonly screen: readonly ScreenEntry[];
	readonly messages: HistoryMessages;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/**
 * What a phone sends a new device at its first login: app-state key, then history: addresses, names,
 * and its chats in as many parts as it takes, the latest first.
 */
export function welcomeMessages(welcome: Welcome): proto.Message.IProtocolMessage[] {
	const { account, device, key, now } = welcome;
	const pushnames = [account, ...account.partners].map((each) => ({
		id: each.jid(PN),
		pushname: each.name,
	}));
	return [
		appStateKeyShare(device, key, now),
		historyPart(
			{ conversations: [], phoneNumberToLidMappings: mappings(account) },
			'INITIAL_BOOTSTRAP',
		),
		historyPart({ conversations: [], pushnames }, 'PUSH_NAME'),
		...recentParts(welcome),
	];
}

/** Both addresses of everybody this account has to do with. */
const mappings = (account: Account): proto.IPhoneNumberToLIDMapping[] =>
	[account, ...account.partners].map((each) => ({ pnJid: each.jid(PN), lidJid: each.jid(LID) }));

function recentParts({ screen, messages }: Welcome): proto.Message.IProtocolMessage[] {
	const parts = inParts(chatsIn(screen));
	return parts.map((chats, index) => {
		const conversations = chats.map((chat) => messages.conversation(chat));
		const progress = Math.round(((index + 1) / parts.length) * 100);
		return historyPart({ conversations }, 'RECENT', { chunkOrder: index + 1, progress });
	});
}

/** The latest chat first, and in each the latest message. */
function chatsIn(screen: readonly ScreenEntry[]): PastChat[] {
	const shown = screen.toReversed().filter(isInHistory);
	const chats = Map.groupBy(shown, ({ message }) => message.chat);
	chats.delete(STATUS_BROADCAST);
	return [...chats].map(([chat, entries]) => ({ chat, entries }));
}

/** One part at least: with it the client knows that history is complete. */
function inParts(chats: readonly PastChat[]): PastChat[][] {
	const parts: PastChat[][] = [[]];
	let room = MESSAGES_IN_A_PART;
	for (const { chat, entries } of chats) {
		for (let start = 0; start < entries.length; ) {
			const piece = entries.slice(start, start + room);
			parts.at(-1)?.push({ chat, entries: piece });
			start += piece.length;
			room -= piece.length;
			if (room > 0) continue;
			parts.push([]);
			room = MESSAGES_IN_A_PART;
		}
	}
	return parts.length > 1 && parts.at(-1)?.length === 0 ? parts.slice(0, -1) : parts;
}

function appStateKeyShare(
	device: LinkedDevice,
	{ keyId, keyData }: AppStateKey,
	madeAt: number,
): proto.Message.IProtocolMessage {
	const fingerprint = { rawId: 1, currentIndex: 0, deviceIndexes: [0, device.id] };
	const data = { keyData, fingerprint, timestamp: madeAt };
	return {
		type: ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE,
		appStateSyncKeyShare: { keys: [{ keyId: { keyId }, keyData: data }] },
	};
}

interface HistoryPlace {
	readonly chunkOrder: number;
	/** Percent of the whole. */
	readonly progress: number;
	/** Id of the message that asked for it. */
	readonly peerDataRequestSessionId?: string;
}

/** Inline, because a download would go to WhatsApp's own host (Baileys Utils/history.js). */
export function historyPart(
	part: Pick<proto.IHistorySync, 'conversations' | 'pushnames' | 'phoneNumberToLidMappings'>,
	kind: 'INITIAL_BOOTSTRAP' | 'PUSH_NAME' | 'RECENT' | 'ON_DEMAND',
	place: HistoryPlace = ONLY_CHUNK,
): proto.Message.IProtocolMessage {
	const syncType = proto.HistorySync.HistorySyncType[kind];
	const { chunkOrder, progress } = place;
	const encoded = proto.HistorySync.encode({ ...part, syncType, chunkOrder, progress }).finish();
	return {
		type: ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
		historySyncNotification: {
			syncType: proto.Message.HistorySyncType[kind],
			...place,
			initialHistBootstrapInlinePayload: deflateSync(encoded),
		},
	};
}
