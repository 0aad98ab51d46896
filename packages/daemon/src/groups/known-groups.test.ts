import { beforeEach, describe, expect, test } from '@jest/globals';
import type { GroupInfo, GroupNotice } from '../whatsapp/whatsapp-connection.js';
import { KnownGroups } from './known-groups.js';

const group = (id: string): GroupInfo => ({
	...{ id, subject: id, description: null, owner: null, createdAt: null },
	...{ addressing: 'lid', onlyAdminsWrite: false, onlyAdminsEdit: false, members: [] },
});
const notice = (id: string, change: GroupNotice['change']): GroupNotice => ({
	...{ id: '17', change, by: null, members: [], value: null, at: 0 },
	chat: { id, phoneNumber: null, lid: null, name: null, kind: 'group' },
});
/** Answers with these groups. */
const connectionTo = (...ids: string[]) => ({ groups: async () => ids.map(group) });

describe('the groups of a session', () => {
	let known: KnownGroups;

	beforeEach(() => {
		known = new KnownGroups();
	});
	const ids = () => known.listed('sales')?.map(({ id }) => id);

	test('are unknown before they were listed', () => {
		known.learn('sales', group('a'));
		expect(ids()).toBeUndefined();
	});

	test('are fresh for the connection that listed them, and for no other', async () => {
		const connection = connectionTo('a', 'b');
		await known.refresh('sales', connection);
		expect(ids()).toEqual(['a', 'b']);
		expect(known.isFresh('sales', connection)).toBe(true);
		expect(known.isFresh('sales', connectionTo('a'))).toBe(false);
	});

	test('are no longer fresh after something happened to one', async () => {
		const connection = connectionTo('a');
		await known.refresh('sales', connection);
		known.changed('sales', notice('a', 'subject'));
		expect(known.isFresh('sales', connection)).toBe(false);
		expect(ids()).toEqual(['a']);
	});

	test('are not fresh when something happened while they were listed', async () => {
		const connection = connectionTo('a');
		const asked = known.refresh('sales', connection);
		known.changed('sales', notice('a', 'subject'));
		await asked;
		expect(known.isFresh('sales', connection)).toBe(false);
	});

	test('lose the one that was left', async () => {
		await known.refresh('sales', connectionTo('a', 'b'));
		known.changed('sales', notice('a', 'left'));
		expect(ids()).toEqual(['b']);
	});

	test('are those of one session', async () => {
		await known.refresh('sales', connectionTo('a'));
		known.forget('support');
		expect(known.listed('support')).toBeNull();
		expect(ids()).toEqual(['a']);
	});

	test('are unknown again after the number was unlinked', async () => {
		await known.refresh('sales', connectionTo('a'));
		known.forget('sales');
		expect(ids()).toBeUndefined();
	});
});
