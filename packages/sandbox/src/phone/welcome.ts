import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { proto } from '../baileys/protocol.js';
import { PN } from '../stanza/jid.js';
import type { Account } from '../state/account.js';
import type { LinkedDevice } from '../state/linked-device.js';

const { ProtocolMessage } = proto.Message;
const { HistorySyncType } = proto.HistorySync;

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
): proto.Message.IProtocolMessage[] {
	const pushnames = [account, ...account.partners].map((each) => ({
		id: each.jid(PN),
		pushname: each.name,
	}));
	return [
		appStateKeyShare(device, key),
		history({ syncType: HistorySyncType.INITIAL_BOOTSTRAP, conversations: [] }),
		history({ syncType: HistorySyncType.PUSH_NAME, conversations: [], pushnames }),
		history({ syncType: HistorySyncType.RECENT, conversations: [] }),
	];
}

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
function history(part: proto.IHistorySync): proto.Message.IProtocolMessage {
	const whole = { chunkOrder: 1, progress: 100, ...part };
	const inline = deflateSync(proto.HistorySync.encode(whole).finish());
	return {
		type: ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
		historySyncNotification: {
			syncType: part.syncType as unknown as proto.Message.HistorySyncType,
			chunkOrder: 1,
			progress: 100,
			initialHistBootstrapInlinePayload: inline,
		},
	};
}
