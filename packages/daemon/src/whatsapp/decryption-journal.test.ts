import { beforeEach, describe, expect, test } from '@jest/globals';
import type { BinaryNode, SignalKeyStoreWithTransaction } from './baileys.js';
import { DecryptionJournal } from './decryption-journal.js';

type Rows = Record<string, unknown>;
type Repository = ReturnType<Parameters<DecryptionJournal['around']>[0]>;

/** Keys in memory, as far as the journal uses them. */
class MemoryKeys {
	readonly rows = new Map<string, unknown>();

	get(_type: string, ids: string[]): Promise<Rows> {
		return Promise.resolve(Object.fromEntries(ids.map((id) => [id, this.rows.get(id)])));
	}

	set(data: Record<string, Rows>): void {
		for (const [id, row] of Object.entries(data['decrypted'] ?? {})) this.rows.set(id, row);
	}

	transaction<T>(work: () => Promise<T>): Promise<T> {
		return work();
	}
}

const CIPHERTEXT = Uint8Array.of(7, 7, 7);
const PLAINTEXT = Uint8Array.of(1, 2, 3);
const stanza: BinaryNode = {
	tag: 'message',
	attrs: { id: 'A', from: 'ben' },
	content: [{ tag: 'enc', attrs: { type: 'msg' }, content: CIPHERTEXT }],
};

describe('the journal', () => {
	let keys: MemoryKeys;
	let now: number;
	let told: { attrs: BinaryNode['attrs']; plaintext: Uint8Array }[];
	let forgotten: string[];
	let failure: Error | null;
	let opened: number;

	beforeEach(() => {
		keys = new MemoryKeys();
		now = 1000;
		told = [];
		forgotten = [];
		failure = null;
		opened = 0;
	});

	const newJournal = () =>
		new DecryptionJournal({
			onDecrypted: ({ attrs }, plaintext) => {
				if (failure) throw failure;
				told.push({ attrs, plaintext });
			},
			forget: (_type, ids) => forgotten.push(...ids),
			now: () => now,
		});

	function decrypt(journal: DecryptionJournal): Promise<Uint8Array> {
		const once = {
			decryptMessage: () => {
				opened += 1;
				if (opened > 1) return Promise.reject(new Error('Key used already or never filled'));
				return Promise.resolve(PLAINTEXT);
			},
		} as unknown as Repository;
		const auth = { creds: {} as never, keys: keys as unknown as SignalKeyStoreWithTransaction };
		const repository = journal.around(() => once)(auth, {} as never);
		journal.arrived(stanza);
		return repository.decryptMessage({ jid: 'ben', type: 'msg', ciphertext: CIPHERTEXT });
	}

	test('hands over what was decrypted with its stanza', async () => {
		expect(await decrypt(newJournal())).toEqual(PLAINTEXT);
		expect(told).toEqual([{ attrs: stanza.attrs, plaintext: PLAINTEXT }]);
	});

	test('opens a stanza that comes again although its key is gone', async () => {
		await decrypt(newJournal());
		expect(await decrypt(newJournal())).toEqual(PLAINTEXT);
		expect(opened).toBe(1);
	});

	test('forgets a row once its message is settled', async () => {
		const journal = newJournal();
		await decrypt(journal);
		journal.settled('A');
		expect(forgotten).toEqual([...keys.rows.keys()]);
	});

	test('hands over and forgets what an earlier connection left', async () => {
		await decrypt(newJournal());
		told = [];
		now = 2000;
		newJournal().replay(keys.rows);
		expect(told).toEqual([{ attrs: stanza.attrs, plaintext: PLAINTEXT }]);
		expect(forgotten).toEqual([...keys.rows.keys()]);
	});

	test('leaves the rows of its own connection alone', async () => {
		const journal = newJournal();
		await decrypt(journal);
		told = [];
		journal.replay(keys.rows);
		expect(told).toEqual([]);
		expect(forgotten).toEqual([]);
	});

	test('leaves a row alone whose stanza has come again and waits for its turn', async () => {
		await decrypt(newJournal());
		told = [];
		now = 2000;
		const journal = newJournal();
		journal.arrived(stanza);
		journal.replay(keys.rows);
		expect(told).toEqual([]);
		expect(forgotten).toEqual([]);
	});

	test('keeps a row that could not be handed over', async () => {
		await decrypt(newJournal());
		now = 2000;
		failure = new Error('disk full');
		expect(() => newJournal().replay(keys.rows)).toThrow('disk full');
		expect(forgotten).toEqual([]);
	});

	test('forgets rows of the first version, which have no stanza', () => {
		newJournal().replay(new Map([['old', PLAINTEXT]]));
		expect(forgotten).toEqual(['old']);
		expect(told).toEqual([]);
	});

	test('opens a stanza again from a row of the first version', async () => {
		await decrypt(newJournal());
		for (const id of keys.rows.keys()) keys.rows.set(id, PLAINTEXT);
		expect(await decrypt(newJournal())).toEqual(PLAINTEXT);
	});
});
