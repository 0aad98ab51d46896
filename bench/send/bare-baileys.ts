import {
	initAuthCreds,
	useMultiFileAuthState,
	type AuthenticationState,
	type SignalDataTypeMap,
} from '@whiskeysockets/baileys';
import { openBareSocket, type BareAuth } from '../bare-socket.ts';
import type { BenchPhone } from '../sandbox.ts';
import type { SandboxReady } from '../sandbox-process.ts';
import type { Sender } from './sender.ts';

/** Where Baileys keeps its credentials and keys. */
export interface BareStore extends BareAuth {
	name: string;
}

/** Baileys' own store: a file per key. */
export async function fileStore(folder: string): Promise<BareStore> {
	const { state, saveCreds } = await useMultiFileAuthState(folder);
	return { name: 'Baileys, files', state, save: saveCreds };
}

/** Nothing survives: the ceiling of what any store can reach. */
export function memoryStore(): BareStore {
	const rows = new Map<string, unknown>();
	const keys: AuthenticationState['keys'] = {
		get: async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
			const found: Record<string, SignalDataTypeMap[T]> = {};
			for (const id of ids) {
				const value = rows.get(`${type}:${id}`) as SignalDataTypeMap[T] | undefined;
				if (value !== undefined) found[id] = value;
			}
			return found;
		},
		set: async (data) => {
			for (const [type, values] of Object.entries(data)) {
				for (const [id, value] of Object.entries(values ?? {})) {
					if (value === null) rows.delete(`${type}:${id}`);
					else rows.set(`${type}:${id}`, value);
				}
			}
		},
	};
	return { name: 'Baileys, memory', state: { creds: initAuthCreds(), keys }, save: async () => {} };
}

/** Links a bare Baileys client to a phone; each of its sends waits for WhatsApp's ack. */
export async function linkBareBaileys(
	sandbox: SandboxReady,
	store: BareStore,
	owner: BenchPhone,
): Promise<Sender> {
	const socket = await openBareSocket(sandbox, store, owner);
	const awaited = new Map<string, () => void>();
	socket.ws.on('CB:ack,class:message', ({ attrs }: { attrs: Record<string, string> }) => {
		awaited.get(attrs['id'] ?? '')?.();
	});
	return {
		name: store.name,
		send: async (to, text) => {
			const messageId = `3EB0${crypto.randomUUID().replaceAll('-', '').slice(0, 18).toUpperCase()}`;
			const acknowledged = new Promise<void>((resolve) => awaited.set(messageId, resolve));
			await socket.sendMessage(to.jid, { text }, { messageId });
			await acknowledged;
			awaited.delete(messageId);
		},
		close: async () => void (await socket.end(undefined)),
	};
}
