import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxEvent } from '../src/index.js';
import { textOf, type BaileysClient } from './baileys-client.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

let world: TestWorld;
let client: BaileysClient;

beforeEach(async () => {
	world = await TestWorld.start();
	client = await world.linkedClient();
});
afterEach(() => world.close());

const write = (text: string) => client.socket.sendMessage(BOB_JID, { text });
const answers = () => client.messages.filter(({ key }) => !key.fromMe).map(textOf);

/** What a client was told after a last message by hand has come. */
async function settled(): Promise<void> {
	await world.bob.settled();
	await world.bob.sendText(ANNA, 'by hand');
	await client.messageWithText('by hand');
}

const next = (type: SandboxEvent['type']) =>
	new Promise<SandboxEvent['data']>((resolve) => {
		const unsubscribe = world.sandbox.subscribe((event) => {
			if (event.type !== type) return;
			unsubscribe();
			resolve(event.data);
		});
	});

describe('a phone that answers by itself', () => {
	test('answers what fits its pattern, and nothing else', async () => {
		world.bob.setRules({ autoReply: 'It is on its way.', autoReplyTo: '/^order \\d+/' });
		await write('hello');
		await world.bob.nextMessage();
		await write('Order 12, please');
		await client.messageWithText('It is on its way.');
		expect(answers()).toEqual(['It is on its way.']);
	});

	test('answers messages in which a word occurs', async () => {
		world.bob.setRules({ autoReply: 'Two euros.', autoReplyTo: 'price' });
		await write('What is the PRICE?');
		await client.messageWithText('Two euros.');
	});

	test('answers once in each chat when told so', async () => {
		world.bob.setRules({ autoReply: 'I am away.', autoReplyOnce: true });
		await write('one');
		await client.messageWithText('I am away.');
		await write('two');
		await world.bob.nextMessage({ where: ({ text }) => text === 'two' });
		await settled();
		expect(answers()).toEqual(['I am away.', 'by hand']);
	});

	test('waits, types and answers, each at its time', async () => {
		await client.socket.presenceSubscribe(BOB_JID);
		world.sandbox.clock.stop();
		world.bob.setRules({ autoReply: 'there', replyAfterMs: 5_000, typingMs: 2_000 });
		await write('anybody there?');
		await world.bob.nextMessage();
		const typing = client.events.first('presence.update', ({ presences }) =>
			Object.values(presences).find(({ lastKnownPresence }) => lastKnownPresence === 'composing'),
		);
		await world.sandbox.clock.advance(4_999);
		expect(world.anna.messages()).toEqual([]);
		await world.sandbox.clock.advance(1);
		await typing;
		expect(answers()).toEqual([]);
		await world.sandbox.clock.advance(2_000);
		await client.messageWithText('there');
	});

	test('reacts with an emoji', async () => {
		world.bob.setRules({ reactWith: '👍' });
		const sent = await write('done');
		const { key, reaction } = await client.events.first('messages.reaction', ([first]) => first);
		expect([key.id, reaction.text]).toEqual([sent?.key.id, '👍']);
	});

	test('does not go on for ever when the other one does, too', async () => {
		world.anna.setRules({ autoReply: 'Anna is away.' });
		world.bob.setRules({ autoReply: 'Bob is away.' });
		await write('hello');
		await client.messageWithText('Bob is away.');
		await world.anna.settled();
		await settled();
		expect(answers()).toEqual(['Bob is away.', 'by hand']);
		expect(world.bob.messages().map(({ text }) => text)).toEqual(['hello', 'Anna is away.']);
	});
});

describe('a phone that wants no messages', () => {
	test('never answers, reacts or reads, whatever else is set', async () => {
		world.bob.setRules({ neverAnswers: true, autoReply: 'no', reactWith: '👎', readAfterMs: 0 });
		await write('hello');
		expect(await world.bob.nextMessage()).toMatchObject({ read: false });
		await settled();
		expect(answers()).toEqual(['by hand']);
	});

	test('blocks whoever writes', async () => {
		world.bob.setRules({ blocksSenders: true });
		await write('first');
		await world.bob.nextMessage();
		await world.bob.settled();
		expect(world.bob.privacy.blocked).toEqual([ANNA]);
	});

	test('says STOP after so many messages, and reports what comes all the same', async () => {
		world.bob.setRules({ optOutWord: 'STOP', optOutAfter: 2 });
		await write('offer one');
		await write('offer two');
		await client.messageWithText('STOP');
		const reported = next('phone.opt-out-ignored');
		const sent = await write('offer three');
		const chat = ANNA;
		const ignored = { phoneNumber: BOB, chat, messageId: sent?.key.id, ignored: 1 };
		expect(await reported).toEqual(ignored);
		expect(world.bob.optOuts).toMatchObject([{ chat, ignored: 1 }]);
	});

	test('blocks those its owner tells to stop', async () => {
		world.bob.setRules({ optOutWord: 'stop', optOutThen: 'block' });
		await write('offer');
		await world.bob.nextMessage();
		await world.bob.sendText(ANNA, ' Stop ');
		expect(world.bob.privacy.blocked).toEqual([ANNA]);
	});
});

describe('rules over HTTP', () => {
	const path = () => `${world.sandbox.httpUrl}/v1/phones/${encodeURIComponent(BOB)}/rules`;
	const change = (rules: object) =>
		fetch(path(), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(rules),
		});

	test('change what is named and leave the others as they are', async () => {
		await change({ typingMs: 500 });
		await change({ optOutWord: 'STOP' });
		expect(world.bob.rules).toMatchObject({ typingMs: 500, optOutWord: 'STOP', autoReply: null });
	});

	test.each([{ unknown: true }, { typingMs: -1 }, { autoReplyTo: '/(/' }, { acceptsFrom: 'me' }])(
		'refuse %j',
		async (rules) => {
			expect((await change(rules)).status).toBe(400);
		},
	);

	test('are explained, each in a sentence', async () => {
		const response = await fetch(`${world.sandbox.httpUrl}/v1/phone-rules`);
		const { data } = (await response.json()) as { data: { name: string; sentence: string }[] };
		expect(data.map(({ name }) => name)).toEqual(Object.keys(world.bob.rules));
		expect(data.every(({ sentence }) => sentence.length > 10)).toBe(true);
	});
});
