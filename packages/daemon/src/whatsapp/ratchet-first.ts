import { AsyncLocalStorage } from 'node:async_hooks';
import { KeyedLock } from '../runtime/keyed-lock.js';
import type { Baileys } from './baileys.js';
import { lidOf } from './jid.js';
import { storeTokensAtOnce } from './privacy-tokens.js';

type MakeRepository = Baileys['DEFAULT_CONNECTION_CONFIG']['makeSignalRepository'];
type Repository = ReturnType<MakeRepository>;
type Guarded = Pick<
	Repository,
	| 'encryptMessage'
	| 'encryptGroupMessage'
	| 'decryptMessage'
	| 'injectE2ESession'
	| 'migrateSession'
	| 'deleteSession'
>;

/**
 * Makes the state of an encryption durable before its ciphertext can leave, and lets nothing else
 * change a Signal session meanwhile.
 *
 * Baileys sends inside one key transaction and commits after the send (`relayMessage` in
 * `Socket/messages-send.js`). Who dies in between uses the same message key again for the next text,
 * which the phone cannot open any more: it comes late, after a retry, and out of order. Transactions
 * inside join the outer one by an AsyncLocalStorage (`Utils/auth-utils.js`), so what is called from
 * outside of it commits by itself, before it returns.
 *
 * Its locks go by the spelling of the address: a text encrypted for a phone number and one decrypted
 * from the LID of the same person change one session at the same time, and the later commit undoes
 * the earlier. What the phone sends next cannot be opened then.
 */
export const storeBeforeSending =
	(makeRepository: MakeRepository): MakeRepository =>
	(auth, logger, pnToLid) => {
		const repository = makeRepository(auth, logger, pnToLid);
		storeTokensAtOnce(auth.keys);
		const outside = AsyncLocalStorage.snapshot();
		const lock = new KeyedLock();
		const alone = async <T>(jid: string, work: () => Promise<T>): Promise<T> =>
			lock.run(await sessionOf(repository, jid), work);
		const guarded: Guarded = {
			encryptMessage: (message) =>
				outside(() => alone(message.jid, () => repository.encryptMessage(message))),
			decryptMessage: (message) => alone(message.jid, () => repository.decryptMessage(message)),
			// Sessions are made, moved and removed outside as well: what encrypts must find them.
			injectE2ESession: (session) =>
				outside(() => alone(session.jid, () => repository.injectE2ESession(session))),
			migrateSession: (from, to) => outside(() => repository.migrateSession(from, to)),
			deleteSession: (jids) => outside(() => repository.deleteSession(jids)),
			encryptGroupMessage: (message) => outside(() => repository.encryptGroupMessage(message)),
		};
		return { ...repository, ...guarded };
	};

/** Where Baileys keeps the session with a device: under its LID once that is known (`signalStorage`). */
async function sessionOf(repository: Repository, jid: string): Promise<string> {
	const lid = lidOf(jid) === null ? await repository.lidMapping.getLIDForPN(jid) : null;
	return repository.jidToSignalProtocolAddress(lid ?? jid);
}
