import { describe, expect, test } from '@jest/globals';
import type { GroupMetadata } from './baileys.js';
import { mayWrite, toGroupInfo } from './group-info.js';

const OWN = {
	id: '491700000001@s.whatsapp.net',
	phoneNumber: '+491700000001',
	lid: '900001@lid',
	name: 'Anna',
};

const GROUP: GroupMetadata = {
	id: '120363000000000000@g.us',
	subject: 'Team',
	owner: undefined,
	participants: [],
};

const people = { own: OWN, phoneNumberOf: (lid: string) => KNOWN.get(lid) };
const KNOWN = new Map([['900004@lid', '+491700000004']]);

describe('a group', () => {
	test('of which WhatsApp says little is shown with what there is', () => {
		expect(toGroupInfo({ ...GROUP, creation: NaN, desc: '' }, people)).toEqual({
			...{ id: GROUP.id, subject: 'Team', description: null, owner: null, createdAt: null },
			...{ addressing: 'phone-number', onlyAdminsWrite: false, onlyAdminsEdit: false },
			members: [],
		});
	});

	test.each([
		['superadmin', 'owner'],
		['admin', 'admin'],
		[null, 'member'],
	] as const)('shows who is %s as %s', (admin, role) => {
		const group = { ...GROUP, participants: [{ id: '900002@lid', admin }] };
		expect(toGroupInfo(group, people).members).toMatchObject([{ lid: '900002@lid', role }]);
	});

	test('shows the number of a member that was learned before', () => {
		const group = { ...GROUP, participants: [{ id: '900004@lid' }] };
		expect(toGroupInfo(group, people).members).toMatchObject([
			{ id: '491700000004@s.whatsapp.net', phoneNumber: '+491700000004', lid: '900004@lid' },
		]);
	});
});

describe('writing to a group', () => {
	test.each([
		['is open to all', false, null, true],
		['where only admins write is not for a member', true, null, false],
		['where only admins write is for an admin', true, 'admin', true],
		['where only admins write is for who created it', true, 'superadmin', true],
	] as const)('that %s', (_which, announce, admin, expected) => {
		for (const id of [OWN.id, OWN.lid]) {
			const group = { ...GROUP, announce, participants: [{ id, admin }] };
			expect(mayWrite(group, OWN)).toBe(expected);
		}
	});

	test('that does not name us is for WhatsApp to refuse', () => {
		expect(mayWrite({ ...GROUP, announce: true }, OWN)).toBe(true);
	});
});
