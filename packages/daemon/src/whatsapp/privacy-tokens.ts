import { AsyncLocalStorage } from 'node:async_hooks';
import type { SignalDataSet, SignalKeyStore } from './baileys.js';

const TOKENS = 'tctoken';

/**
 * Stores privacy tokens at once. They are what keeps chats open that exist already when WhatsApp lets
 * this number write to nobody new.
 *
 * Baileys gives one to a person after the first text, without waiting, and writes down that it did
 * (`Socket/messages-send.js`, relayMessage). By then the key transaction of the text is committed, but
 * an AsyncLocalStorage still leads there (`Utils/auth-utils.js`), so what is written is lost, and each
 * further text gives a token anew. Read and written outside of all transactions, it is kept.
 *
 * @param keys - those with transactions, as Baileys hands them to the Signal repository.
 */
export function storeTokensAtOnce(keys: Pick<SignalKeyStore, 'get' | 'set'>): void {
	const outside = AsyncLocalStorage.snapshot();
	const { get, set } = keys;
	keys.get = (type, ids) => (type === TOKENS ? outside(() => get(type, ids)) : get(type, ids));
	keys.set = (data) => (hasOnlyTokens(data) ? outside(() => set(data)) : set(data));
}

const hasOnlyTokens = (data: SignalDataSet): boolean =>
	Object.keys(data).every((type) => type === TOKENS);
