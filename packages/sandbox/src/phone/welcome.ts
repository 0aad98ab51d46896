import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { proto } from '../baileys/protocol.js';
import { PN } from '../stanza/jid.js';
import type { Account } from '../state/account.js';
import type { LinkedDevice } from '../state/linked-device.js';

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
): proto.Message.IProtocolMessage[] {
	const pushnames = [account, ...account.partners].map((each) => ({
		id: each.jid(PN),
		pushname: each.name,
	}));
	return [
		appStateKeyShare(device, key),
		history({ conversations: [] }, 'INITIAL_BOOTSTRAP'),
		history({ conversations: [], pushnames }, 'PUSH_NAME'),
		history({ conversations: [] }, 'RECENT'),
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
function history(
	part: Pick<proto.IHistorySync, 'conversations' | 'pushnames'>,
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
