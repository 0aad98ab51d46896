import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { proto } from '../baileys/protocol.js';
import { formatJid, LID, PN } from '../stanza/jid.js';
import type { Account } from '../state/account.js';
import type { LinkedDevice } from '../state/linked-device.js';
import type { DisplayedMessage } from './displayed-message.js';
import type { ScreenEntry } from './screen.js';

const { ProtocolMessage } = proto.Message;
const ONLY_CHUNK = { chunkOrder: 1, progress: 100 };

/** The key under which an account's devices encrypt its app state. */
export interface AppStateKey {
	readonly keyId: Buffer;
	readonly keyData: Buffer;
}

export function newAppStateKey(): AppStateKey {
	return { keyId: randomBytes(6), keyData: randomBytes(32) };
}

/** What a phone sends a new device at its first login: app-state key, then history in three parts. */
export function welcomeMessages(
	account: Account,
	device: LinkedDevice,
	key: AppStateKey,
	screen: readonly ScreenEntry[],
): proto.Message.IProtocolMessage[] {
	const pushnames = [account, ...account.partners].map((each) => ({
		id: each.jid(PN),
		pushname: each.name,
	}));
	return [
		appStateKeyShare(device, key),
		history(
			{ conversations: [], phoneNumberToLidMappings: mappings(account) },
			'INITIAL_BOOTSTRAP',
		),
		history({ conversations: [], pushnames }, 'PUSH_NAME'),
		history({ conversations: conversations(screen) }, 'RECENT'),
	];
}

/** Both addresses of everybody this account has to do with. */
const mappings = (account: Account): proto.IPhoneNumberToLIDMapping[] =>
	[account, ...account.partners].map((each) => ({ pnJid: each.jid(PN), lidJid: each.jid(LID) }));

/** The texts of the phone's direct chats. */
function conversations(screen: readonly ScreenEntry[]): proto.IConversation[] {
	const chats = new Map<string, proto.IHistorySyncMsg[]>();
	for (const { message } of screen) {
		if (!message.chat.startsWith('+') || message.kind !== 'text') continue;
		const id = formatJid(message.chat.slice(1), PN);
		chats.set(id, [...(chats.get(id) ?? []), { message: historyMessage(id, message) }]);
	}
	return [...chats].map(([id, messages]) => ({ id, messages }));
}

const historyMessage = (
	remoteJid: string,
	{ id, direction, text, at }: DisplayedMessage,
): proto.IWebMessageInfo => ({
	key: { remoteJid, id, fromMe: direction === 'out' },
	message: { conversation: text },
	messageTimestamp: Math.floor(Date.parse(at) / 1000),
});

function appStateKeyShare(
	device: LinkedDevice,
	{ keyId, keyData }: AppStateKey,
): proto.Message.IProtocolMessage {
	const fingerprint = { rawId: 1, currentIndex: 0, deviceIndexes: [0, device.id] };
	const data = { keyData, fingerprint, timestamp: Date.now() };
	return {
		type: ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE,
		appStateSyncKeyShare: { keys: [{ keyId: { keyId }, keyData: data }] },
	};
}

/** Inline, because a download would go to WhatsApp's own host (Baileys Utils/history.js). */
function history(
	part: Pick<proto.IHistorySync, 'conversations' | 'pushnames' | 'phoneNumberToLidMappings'>,
	kind: 'INITIAL_BOOTSTRAP' | 'PUSH_NAME' | 'RECENT',
): proto.Message.IProtocolMessage {
	const syncType = proto.HistorySync.HistorySyncType[kind];
	const encoded = proto.HistorySync.encode({ ...part, syncType, ...ONLY_CHUNK }).finish();
	return {
		type: ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
		historySyncNotification: {
			syncType: proto.Message.HistorySyncType[kind],
			...ONLY_CHUNK,
			initialHistBootstrapInlinePayload: deflateSync(encoded),
		},
	};
}
