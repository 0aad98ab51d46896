import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { rowOfMessage } from '../../src/messages/incoming/incoming-rows.js';
import type { Address, ChatAddress } from '../../src/whatsapp/whatsapp-connection.js';
import { MessageLogWorld } from './message-log-world.js';

const LID = '900002@lid';
const NUMBER = '+491700000002';
const JID = '491700000002@s.whatsapp.net';
const byLid: Address = { id: LID, phoneNumber: null, lid: LID, name: 'Ben' };
const byNumber: Address = { id: JID, phoneNumber: NUMBER, lid: null, name: null };
const both: Address = { id: JID, phoneNumber: NUMBER, lid: LID, name: 'Ben' };

describe('the two addresses of a person', () => {
	let world: MessageLogWorld;

	beforeEach(() => {
		world = new MessageLogWorld();
	});
	afterEach(() => world.close());

	function receive(whatsappId: string, chat: ChatAddress, from: Address = chat): string {
		const id = world.ids.next();
		world.log.record(
			rowOfMessage(
				{
					...{ whatsappId, chat, from, fromMe: false, kind: 'text', text: 'hi', at: 1000 },
					...{ attachment: null, location: null, contacts: [], poll: null, reaction: null },
					...{ target: null, mentions: [], replyTo: null, content: Uint8Array.of(1) },
				},
				{ id, sessionId: 'sales', replyTo: null },
			),
		);
		return id;
	}

	const direct = (address: Address): ChatAddress => ({ ...address, kind: 'direct' });

	test('are found by either', async () => {
		await world.learn(LID, NUMBER);
		expect(world.contacts.phoneNumberOf('sales', LID)).toBe(NUMBER);
		expect(world.contacts.lidOf('sales', NUMBER)).toBe(LID);
	});

	test('are what one session learned', async () => {
		await world.learn(LID, NUMBER);
		expect(world.contacts.phoneNumberOf('support', LID)).toBeUndefined();
	});

	test('make an address with one of them whole', async () => {
		await world.learn(LID, NUMBER);
		expect(world.contacts.complete('sales', byLid)).toEqual(both);
		expect(world.contacts.complete('sales', byNumber)).toEqual({ ...both, name: null });
	});

	test('an address of somebody unknown stays as it is', () => {
		expect(world.contacts.complete('sales', byLid)).toEqual(byLid);
	});

	test('once known, move the messages of the LID to the chat by number', async () => {
		const before = receive('A', direct(byLid));
		const after = receive('B', direct(both));
		await world.learn(LID, NUMBER);
		const list = world.store.list('sales', { chatId: JID, limit: 10 });
		expect(list.map(({ id }) => id)).toEqual([after, before]);
		expect(world.store.get('sales', before)).toMatchObject({
			chat: { ...both, kind: 'direct' },
			from: both,
		});
	});

	test('leave the messages of other chats where they are', async () => {
		const group: ChatAddress = {
			id: '1203@g.us',
			phoneNumber: null,
			lid: null,
			name: null,
			kind: 'group',
		};
		const id = receive('A', group, byLid);
		await world.learn(LID, NUMBER);
		expect(world.store.get('sales', id)).toMatchObject({ chat: group, from: byLid });
	});

	test('a message that came again under the number meanwhile is not there twice', async () => {
		receive('A', direct(byLid));
		await world.learn(LID, NUMBER);
		receive('A', direct(both));
		expect(world.dataOf('message.received')).toHaveLength(1);
	});

	test('a number that a LID comes with later takes the place of the old one', async () => {
		await world.learn(LID, '+491700000009');
		await world.learn(LID, NUMBER);
		expect(world.contacts.phoneNumberOf('sales', LID)).toBe(NUMBER);
	});

	test('are forgotten with their session', async () => {
		await world.learn(LID, NUMBER);
		world.store.deleteSession('sales');
		expect(world.contacts.phoneNumberOf('sales', LID)).toBeUndefined();
	});
});

describe('receipts of the members of a group', () => {
	let world: MessageLogWorld;
	let id: string;

	beforeEach(() => {
		world = new MessageLogWorld();
		id = world.ids.next();
		const chat: ChatAddress = {
			id: '1203@g.us',
			phoneNumber: null,
			lid: null,
			name: null,
			kind: 'group',
		};
		world.store.insert({
			...{ id, sessionId: 'sales', direction: 'out', whatsappId: 'M', chat, from: byNumber },
			...{
				kind: 'text',
				text: 'hi',
				attachment: null,
				mediaFile: null,
				replyTo: null,
				details: {},
			},
			...{ targetId: null, sendAt: null, expiresAt: null, status: 'sent', error: null },
			...{ content: null, attempts: 1, nextAt: 0, idempotencyKey: null, fingerprint: null, at: 0 },
		});
	});
	afterEach(() => world.close());

	function receipt(member: Address, status: 'delivered' | 'read', at: number): void {
		const message = world.store.get('sales', id);
		if (message) world.log.receivedByMember(message, { member, status, at });
	}
	const view = () => {
		const message = world.store.get('sales', id);
		return message && world.log.view(message);
	};
	const eve: Address = { id: 'eve', phoneNumber: null, lid: 'eve', name: null };

	test('are kept per member', () => {
		receipt(both, 'delivered', 1000);
		receipt(eve, 'read', 2000);
		expect(view()?.receipts).toEqual([
			{ contact: both, status: 'delivered', at: '1970-01-01T00:00:01.000Z' },
			{ contact: eve, status: 'read', at: '1970-01-01T00:00:02.000Z' },
		]);
	});

	test('move forward only', () => {
		receipt(both, 'read', 1000);
		receipt(both, 'delivered', 2000);
		expect(view()?.receipts).toMatchObject([{ status: 'read', at: '1970-01-01T00:00:01.000Z' }]);
	});

	test('of a member that was known by the LID alone become those of the number', () => {
		receipt({ ...byLid, name: null }, 'read', 1000);
		receipt(both, 'delivered', 2000);
		expect(view()?.receipts).toMatchObject([{ contact: { id: JID }, status: 'read' }]);
	});

	test('move the message with the first member', () => {
		receipt(both, 'read', 1000);
		receipt(eve, 'delivered', 2000);
		expect(view()?.status).toBe('read');
		expect(world.dataOf('message.status').map(({ status }) => status)).toEqual(['read']);
	});
});
