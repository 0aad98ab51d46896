import { describe, expect, test } from '@jest/globals';
import type { BinaryNode } from './baileys.js';
import { toGroupNotices } from './group-notices.js';

const GROUP = '120363000000000000@g.us';
const OWN = {
	id: '491700000001@s.whatsapp.net',
	phoneNumber: '+491700000001',
	lid: '900001@lid',
	name: 'Anna',
};
const BEN = { id: '491700000002@s.whatsapp.net', phoneNumber: '+491700000002', lid: '900002@lid' };
const EVE = { id: '491700000003@s.whatsapp.net', phoneNumber: '+491700000003', lid: '900003@lid' };

type Person = typeof BEN;
const inLidGroup = ({ id, lid }: Person): BinaryNode => ({
	tag: 'participant',
	attrs: { jid: lid, phone_number: id },
});
const inNumberGroup = ({ id, lid }: Person): BinaryNode => ({
	tag: 'participant',
	attrs: { jid: id, lid },
});

/** Ben does something in a LID group. */
const notification = (...content: BinaryNode[]): BinaryNode => ({
	tag: 'notification',
	attrs: {
		...{ id: '17', from: GROUP, type: 'w:gp2', t: '1700000000', notify: 'Ben' },
		...{ participant: BEN.lid, participant_pn: BEN.id, addressing_mode: 'lid' },
	},
	content,
});

const told = (node: BinaryNode) =>
	toGroupNotices(node, { own: OWN, phoneNumberOf: () => undefined, now: 5 });

const tag = (name: string, attrs: Record<string, string> = {}, content: BinaryNode[] = []) => ({
	tag: name,
	attrs,
	content,
});

describe('a notification of a group', () => {
	test('names who did it, and whom it is about, by both addresses', () => {
		expect(told(notification(tag('add', {}, [inLidGroup(EVE)])))).toEqual([
			{
				id: '17',
				chat: { id: GROUP, phoneNumber: null, lid: null, name: null, kind: 'group' },
				change: 'members-added',
				by: { ...BEN, name: 'Ben' },
				members: [{ ...EVE, name: null }],
				value: null,
				at: 1_700_000_000_000,
			},
		]);
	});

	test('of a group that names people by number does so too', () => {
		const node = notification(tag('promote', {}, [inNumberGroup(EVE)]));
		node.attrs = { ...node.attrs, participant: BEN.id, participant_lid: BEN.lid };
		delete node.attrs['participant_pn'];
		expect(told(node)).toMatchObject([{ change: 'members-promoted', by: BEN, members: [EVE] }]);
	});

	test.each([
		['remove', 'members-removed'],
		['leave', 'members-removed'],
		['demote', 'members-demoted'],
	])('with <%s> is told as %s', (name, change) => {
		expect(told(notification(tag(name, {}, [inLidGroup(EVE)])))).toMatchObject([
			{ change, members: [EVE] },
		]);
	});

	test.each(['remove', 'leave'])('that takes us out by <%s> is told as left', (name) => {
		const node = notification(tag(name, {}, [inLidGroup(EVE), inLidGroup(OWN)]));
		expect(told(node)).toMatchObject([{ change: 'left', members: [EVE, OWN] }]);
	});

	test('of the end of the group is told as left', () => {
		expect(told(notification(tag('delete')))).toMatchObject([{ change: 'left', members: [OWN] }]);
	});

	test('of a group we are new in names the group', () => {
		const group = tag('group', { id: '120363000000000000', subject: 'Team' }, [inLidGroup(EVE)]);
		expect(told(notification(tag('create', { type: 'new' }, [group])))).toMatchObject([
			{ change: 'created', chat: { name: 'Team' }, value: 'Team', members: [OWN] },
		]);
	});

	test('of a new subject says it', () => {
		expect(told(notification(tag('subject', { subject: 'Crew' })))).toMatchObject([
			{ change: 'subject', chat: { name: 'Crew' }, value: 'Crew' },
		]);
	});

	test.each([
		['bytes', Buffer.from('Lunch ☀️'), 'Lunch ☀️'],
		['text', 'Lunch', 'Lunch'],
	])('of a new description as %s says it', (_as, content, value) => {
		const body = { tag: 'body', attrs: {}, content };
		expect(told(notification(tag('description', { id: 'D' }, [body])))).toMatchObject([
			{ change: 'description', value },
		]);
	});

	test('of a description that was taken away says null', () => {
		const node = notification(tag('description', { delete: 'true' }));
		expect(told(node)).toMatchObject([{ change: 'description', value: null }]);
	});

	test.each([
		...['announcement', 'not_announcement', 'locked', 'unlocked', 'ephemeral', 'not_ephemeral'],
		...['member_add_mode', 'membership_approval_mode', 'invite'],
	])('with <%s> is told as settings', (name) => {
		expect(told(notification(tag(name)))).toMatchObject([{ change: 'settings', value: null }]);
	});

	test('with several changes tells each under an id of its own', () => {
		const node = notification(tag('locked'), tag('subject', { subject: 'Crew' }));
		expect(told(node).map(({ id, change }) => [id, change])).toEqual([
			['17', 'settings'],
			['17.1', 'subject'],
		]);
	});

	test('with something unknown tells nothing', () => {
		expect(told(notification(tag('constructor'), tag('modify')))).toEqual([]);
	});

	test('without a time happened now', () => {
		const node = notification(tag('locked'));
		delete node.attrs['t'];
		expect(told(node)).toMatchObject([{ at: 5 }]);
	});
});
