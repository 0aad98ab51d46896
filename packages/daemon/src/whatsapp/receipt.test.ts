import { expect, test } from '@jest/globals';
import { toAck, toReceipt } from './receipt.js';

const context = {
	jid: '491700000001:2@s.whatsapp.net',
	lid: '900001:2@lid',
	phoneNumberOf: (lid: string) => (lid === '900003@lid' ? '+491700000003' : undefined),
	now: 0,
};
const node = (attrs: Record<string, string>, content?: object[]) => ({
	tag: 'receipt',
	attrs: { id: 'A', from: '491700000002@s.whatsapp.net', t: '1700000000', ...attrs },
	...(content && { content: content as never }),
});

test.each([
	['delivery', {}, 'delivered'],
	['delivery by an idle device', { type: 'inactive' }, 'delivered'],
	['reading', { type: 'read' }, 'read'],
	['playing', { type: 'played' }, 'played'],
	["the own phone's copy", { type: 'sender', from: '491700000001@s.whatsapp.net' }, 'sent'],
	["the own phone's copy by LID", { type: 'sender', from: '900001@lid' }, 'sent'],
	['reading in a group', { from: '1@g.us', participant: '900002@lid', type: 'read' }, 'read'],
])('%s', (_case, attrs, status) => {
	expect(toReceipt(node(attrs), context)).toMatchObject({
		whatsappIds: ['A'],
		status,
		at: 1_700_000_000_000,
	});
});

test.each([
	['a request to send again', { type: 'retry' }],
	['talk between own devices', { type: 'peer_msg' }],
	['history', { type: 'hist_sync' }],
	['lost media', { type: 'server-error' }],
	['own reading elsewhere', { type: 'read-self', from: '491700000001@s.whatsapp.net' }],
	['delivery to an own device in a group', { from: '1@g.us', participant: '900001:1@lid' }],
	[
		'own reading told by another device',
		{ type: 'read', from: '491700000001:1@s.whatsapp.net', recipient: '4917@s.whatsapp.net' },
	],
])('%s is about no message sent here', (_case, attrs) => {
	expect(toReceipt(node(attrs), context)).toBeNull();
});

test('one receipt may speak for many messages', () => {
	const items = ['B', 'C'].map((id) => ({ tag: 'item', attrs: { id } }));
	const receipt = toReceipt(node({}, [{ tag: 'list', attrs: {}, content: items }]), context);
	expect(receipt?.whatsappIds).toEqual(['A', 'B', 'C']);
});

test('an ack carries the time and the number of a refusal', () => {
	const attrs = { id: 'A', t: '1700000000', error: '463' };
	expect(toAck({ tag: 'ack', attrs }, 0)).toEqual({
		whatsappId: 'A',
		at: 1_700_000_000_000,
		error: 463,
	});
});

test('an ack without a time gets ours', () => {
	expect(toAck({ tag: 'ack', attrs: { id: 'A' } }, 5)).toEqual({
		whatsappId: 'A',
		at: 5,
		error: null,
	});
});

const member = (attrs: Record<string, string>) => toReceipt(node(attrs), context)?.member;

test('in a direct chat there is no member to tell', () => {
	expect(member({})).toBeNull();
});

test.each([
	['by LID alone', { participant: '900002@lid' }, '900002@lid', null],
	[
		'by LID, with the number beside it',
		{ participant: '900002@lid', participant_pn: '491700000002@s.whatsapp.net' },
		'491700000002@s.whatsapp.net',
		'+491700000002',
	],
	[
		'by a LID that is known',
		{ participant: '900003:4@lid' },
		'491700000003@s.whatsapp.net',
		'+491700000003',
	],
	[
		'by number',
		{ participant: '491700000002:1@s.whatsapp.net' },
		'491700000002@s.whatsapp.net',
		'+491700000002',
	],
])('a member of a group is told %s', (_case, attrs, id, phoneNumber) => {
	expect(member({ from: '1@g.us', ...attrs })).toMatchObject({ id, phoneNumber });
});

test('the copy of an own device in a group is of no member', () => {
	const attrs = { from: '1@g.us', participant: '900001:1@lid', type: 'sender' };
	expect(member(attrs)).toBeNull();
});
