import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import type { Group, Phone } from '@waypost/sandbox';
import { World } from '../world.js';
import { receivingCalls } from './receiving-calls.js';

const PIXEL = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

describe('what others write', () => {
	let world: World;
	let anna: Phone;
	let ben: Phone;

	beforeEach(async () => {
		world = await World.start();
		anna = await world.anna();
		ben = await world.ben();
		await world.linkedSession('sales');
	});
	afterEach(() => world[Symbol.asyncDispose]());

	const { received, eventsOf, settle } = receivingCalls(() => world);

	describe('arrives with all it says', () => {
		test('a place', async () => {
			const place = { latitude: 52.5, longitude: 13.4, name: 'Dom', address: 'Berlin' };
			await ben.sendLocation(anna, place);
			const { data } = await world.event('message.received');
			expect(data.message).toMatchObject({ kind: 'location', location: place, text: null });
		});

		test('contact cards', async () => {
			const vcard = 'BEGIN:VCARD\nFN:Eve\nTEL;waid=491700000009:+49 170 0000009\nEND:VCARD';
			await ben.sendContacts(anna, [{ name: 'Eve', vcard }]);
			const { data } = await world.event('message.received');
			expect(data.message).toMatchObject({
				kind: 'contact',
				contacts: [{ name: 'Eve', phoneNumber: '+491700000009', vcard }],
			});
		});

		test('a poll', async () => {
			const poll = { question: 'When?', options: ['now', 'later'], multiple: false };
			await ben.sendPoll(anna, poll);
			const { data } = await world.event('message.received');
			expect(data.message).toMatchObject({ kind: 'poll', poll });
		});

		test('an answer, with the message it answers', async () => {
			const sent = await world.sendText('sales', ben.phoneNumber, 'a question');
			const { id } = await ben.nextMessage();
			await ben.sendText(anna, 'an answer', { replyTo: id });
			expect((await received('an answer')).replyTo).toBe(sent.id);
		});

		test('a reaction, which is no message of its own', async () => {
			const sent = await world.sendText('sales', ben.phoneNumber, 'good?');
			const { id } = await ben.nextMessage();
			await ben.react(anna, id, '👍');
			const { data } = await world.event('message.reaction');
			expect(data).toMatchObject({
				messageId: sent.id,
				whatsappId: sent.whatsappId,
				from: { phoneNumber: ben.phoneNumber },
				emoji: '👍',
			});
			await settle();
			expect(await eventsOf('message.received')).toHaveLength(1);
		});
	});

	describe('is changed afterwards', () => {
		test('an edit shows in the message, and is told with it', async () => {
			const { id } = await ben.sendText(anna, 'old');
			const message = await received('old');
			await ben.edit(anna, id, 'new');
			const { data } = await world.event('message.edited');
			expect(data).toMatchObject({
				message: { id: message.id, text: 'new' },
				by: { phoneNumber: ben.phoneNumber },
			});
			expect((await world.message('sales', message.id)).editedAt).not.toBeNull();
		});

		test('an edited caption leaves the file to be fetched', async () => {
			const attachment = { data: PIXEL, mimeType: 'image/png', caption: 'old' };
			const { id } = await ben.sendAttachment(anna, attachment);
			const message = await received('old');
			await ben.edit(anna, id, 'new');
			await world.event('message.edited');
			expect(await world.message('sales', message.id)).toMatchObject({
				text: 'new',
				attachment: { mimeType: 'image/png' },
			});
			const path = `/v1/sessions/sales/messages/${message.id}/media`;
			expect((await world.call('GET', path)).status).toBe(200);
		});

		test('a delete empties the message, and is told', async () => {
			const { id } = await ben.sendText(anna, 'a mistake');
			const message = await received('a mistake');
			await ben.delete(anna, id);
			const { data } = await world.event('message.deleted');
			expect(data).toMatchObject({ messageId: message.id, whatsappId: id });
			const deleted = await world.message('sales', message.id);
			expect(deleted.text).toBeNull();
			expect(deleted.deletedAt).not.toBeNull();
		});

		test('by the owner on the phone, of what was sent from here', async () => {
			const sent = await world.sendText('sales', ben.phoneNumber, 'old');
			await anna.nextMessage({ direction: 'out' });
			await anna.edit(ben, sent.whatsappId, 'new');
			const { data } = await world.event('message.edited');
			expect(data).toMatchObject({
				message: { id: sent.id, text: 'new' },
				by: { phoneNumber: anna.phoneNumber },
			});
			await anna.delete(ben, sent.whatsappId);
			expect((await world.event('message.deleted')).data.messageId).toBe(sent.id);
		});
	});

	describe('the owner writes on the phone', () => {
		const told = async (fits: (message: Message) => boolean): Promise<Message> =>
			(await world.event('message.sent', ({ data }) => fits(data.message))).data.message;

		test('an answer names the message it answers', async () => {
			const { id } = await ben.sendText(anna, 'a question');
			const question = await received('a question');
			await anna.nextMessage();
			await anna.sendText(ben, 'an answer', { replyTo: id });
			const answer = await told(({ text }) => text === 'an answer');
			expect(answer).toMatchObject({ direction: 'out', replyTo: question.id, status: 'sent' });
			expect(answer.chat.phoneNumber).toBe(ben.phoneNumber);
		});

		test('a picture can be fetched', async () => {
			const attachment = { data: PIXEL, mimeType: 'image/png', caption: 'look' };
			await anna.sendAttachment(ben, attachment);
			const { id } = await told(({ text }) => text === 'look');
			const response = await fetch(`${world.daemon.url}/v1/sessions/sales/messages/${id}/media`, {
				headers: { Authorization: `Bearer ${world.daemon.adminKey}` },
			});
			expect(Buffer.from(await response.arrayBuffer())).toEqual(PIXEL);
		});

		test('a reaction of the owner is told as one', async () => {
			const { id } = await ben.sendText(anna, 'good?');
			const message = await received('good?');
			await anna.nextMessage();
			await anna.react(ben, id, '👍');
			const { data } = await world.event('message.reaction');
			expect(data).toMatchObject({
				messageId: message.id,
				from: { phoneNumber: anna.phoneNumber },
			});
		});

		test('a text in a group is told with the group', async () => {
			const group = await world.sandbox.createGroup({ subject: 'Team', members: [anna, ben] });
			await anna.sendText(group, 'to all');
			const { chat, from } = await told(({ text }) => text === 'to all');
			expect(chat).toMatchObject({ id: group.id, kind: 'group' });
			expect(from.phoneNumber).toBe(anna.phoneNumber);
		});
	});

	describe.each(['lid', 'pn'] as const)('in a group that names people by %s', (mode) => {
		let group: Group;
		let eve: Phone;

		beforeEach(async () => {
			eve = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Eve' });
			const members = [anna, ben, eve];
			group = await world.sandbox.createGroup({ subject: 'Team', members, owner: ben, mode });
		});

		test('a text comes with both addresses of its writer', async () => {
			await eve.sendText(group, 'hello');
			expect(await received('hello')).toMatchObject({
				chat: { id: group.id, kind: 'group' },
				from: { phoneNumber: eve.phoneNumber, lid: eve.lid, name: 'Eve' },
			});
		});

		test('an edit and a delete by the writer count', async () => {
			const { id } = await eve.sendText(group, 'old');
			const message = await received('old');
			await eve.edit(group, id, 'new');
			expect((await world.event('message.edited')).data.message.id).toBe(message.id);
			await eve.delete(group, id);
			expect((await world.event('message.deleted')).data).toMatchObject({
				messageId: message.id,
				by: { phoneNumber: eve.phoneNumber },
			});
		});

		test('a delete by an admin counts', async () => {
			const { id } = await eve.sendText(group, 'rude');
			const message = await received('rude');
			await ben.nextMessage();
			await ben.delete(group, id);
			expect((await world.event('message.deleted')).data).toMatchObject({
				messageId: message.id,
				by: { phoneNumber: ben.phoneNumber },
			});
		});
	});
});
