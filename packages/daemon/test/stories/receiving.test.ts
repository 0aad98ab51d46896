import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Message, Page, WaypostEvent } from '@waypost/contract';
import type { Group, Phone } from '@waypost/sandbox';
import { pino } from 'pino';
import { World } from '../world.js';

const PIXEL = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

describe('what others write', () => {
	let world: World;
	let anna: Phone;
	let ben: Phone;
	let logged: string[];

	beforeEach(async () => {
		logged = [];
		const write = (line: string) => void logged.push(line);
		world = await World.start({ logger: pino({ level: 'warn' }, { write }) });
		anna = await world.anna();
		ben = await world.ben();
		await world.linkedSession('sales');
	});
	afterEach(() => world[Symbol.asyncDispose]());

	const received = async (text: string): Promise<Message> =>
		(await world.event('message.received', ({ data }) => data.message.text === text)).data.message;

	async function eventsOf(...types: WaypostEvent['type'][]): Promise<WaypostEvent[]> {
		const query = types.map((type) => `type=${type}`).join('&');
		const { body } = await world.call<Page<WaypostEvent>>('GET', `/v1/events?limit=200&${query}`);
		return body.data;
	}

	/** Everything that was on its way has arrived: a later message of the same writer is there. */
	async function settle(writer: Phone = ben): Promise<void> {
		const text = `settled ${performance.now()}`;
		await writer.sendText(anna, text);
		await received(text);
	}

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

	test('keeps the order of its writer, also when several people write for the first time at once', async () => {
		const numbers = Array.from({ length: 4 }, (_, index) => `+4917000001${10 + index}`);
		const texts = Array.from({ length: 10 }, (_, index) => `text ${index + 1}`);
		const people = await Promise.all(
			numbers.map((phoneNumber) => world.sandbox.addPhone({ phoneNumber })),
		);
		await Promise.all(people.flatMap((person) => texts.map((text) => person.sendText(anna, text))));
		await settle();
		const messages = (await eventsOf('message.received')).map(
			({ data }) => (data as { message: Message }).message,
		);
		for (const number of numbers) {
			const written = messages.filter(({ from }) => from.phoneNumber === number);
			expect(written.map(({ text }) => text)).toEqual(texts);
		}
	});

	describe('comes once', () => {
		const count = async (text: string): Promise<number> =>
			(await eventsOf('message.received')).filter(
				({ data }) => 'message' in data && data.message.text === text,
			).length;

		test('although WhatsApp sends it again and again', async () => {
			for (const tag of ['receipt', 'ack']) {
				world.sandbox.faults.add({ match: { tag, direction: 'in' }, action: 'drop' });
			}
			await ben.sendText(anna, 'again and again');
			await received('again and again');
			for (let restart = 0; restart < 3; restart += 1) {
				await world.restart();
				await world.waitForState('sales', 'connected');
			}
			world.sandbox.faults.clear();
			await settle();
			expect(await count('again and again')).toBe(1);
		});

		test('although the line broke before the end of a backlog of 100', async () => {
			await world.daemon.close();
			const texts = Array.from({ length: 100 }, (_, n) => `text ${n}`);
			for (const text of texts) await ben.sendText(anna, text);
			world.sandbox.faults.add({
				match: { tag: 'ib', child: 'offline', direction: 'out' },
				action: 'close',
				how: 'rst',
				times: 1,
			});
			await world.startDaemon();
			await received('text 99');
			await settle();
			const told = (await eventsOf('message.received')).flatMap(({ data }) =>
				'message' in data && data.message.text?.startsWith('text ') ? [data.message.text] : [],
			);
			expect(told).toEqual(texts);
		});

		test('although its first copy could not be opened, and the log stays short', async () => {
			world.sandbox.faults.add({
				match: { tag: 'message', direction: 'out' },
				action: 'corrupt',
				times: 1,
			});
			await ben.sendText(anna, 'in pieces');
			await received('in pieces');
			await settle();
			expect(await count('in pieces')).toBe(1);
			expect(logged.length).toBeLessThan(5);
		});

		test('although the end of the backlog is never announced', async () => {
			world.sandbox.faults.add({
				match: { tag: 'ib', child: 'offline', direction: 'out' },
				action: 'drop',
			});
			await world.restart();
			await world.waitForState('sales', 'connected');
			await ben.sendText(anna, 'unannounced');
			await received('unannounced');
			expect(await count('unannounced')).toBe(1);
		});
	});
});
