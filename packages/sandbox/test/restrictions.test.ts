import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BaileysClient } from './baileys-client.js';
import { phonePath, post } from './http.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

let world: TestWorld;

beforeEach(async () => {
	world = await TestWorld.start();
});
afterEach(() => world.close());

/** The number with which WhatsApp refuses a message; undefined: it took it. */
async function refusal(client: BaileysClient, text: string): Promise<string | undefined> {
	const sent = await client.socket.sendMessage(BOB_JID, { text });
	const id = sent?.key.id ?? '';
	await world.stanzas(
		({ direction, stanza: { tag, attrs } }) =>
			direction === 'out' && tag === 'ack' && attrs['class'] === 'message' && attrs['id'] === id,
		1,
	);
	const [ack] = world.sandbox
		.stanzas()
		.filter(({ stanza: { tag, attrs } }) => tag === 'ack' && attrs['id'] === id);
	return ack?.stanza.attrs['error'];
}

/** What the client keeps as privacy token for Bob. */
async function tokenOf(client: BaileysClient): Promise<Uint8Array | undefined> {
	const tokens = await client.auth.keys.get('tctoken', [world.bob.lid]);
	return tokens[world.bob.lid]?.token;
}

describe('a number that takes nothing from strangers', () => {
	beforeEach(() => world.bob.setRules({ acceptsFrom: 'known' }));

	test('refuses a stranger with 463, whether a client or a phone', async () => {
		const client = await world.linkedClient();
		expect(await refusal(client, 'an offer')).toBe('463');
		await expect(world.anna.sendText(BOB, 'an offer')).rejects.toMatchObject({
			code: 'ACCOUNT_RESTRICTED',
		});
		expect(world.bob.messages()).toEqual([]);
	});

	test('takes an answer to what it wrote itself', async () => {
		const client = await world.linkedClient();
		await world.bob.sendText(ANNA, 'I have a question');
		await client.messageWithText('I have a question');
		expect(await refusal(client, 'I have an answer')).toBeUndefined();
	});
});

describe('a number that asks for privacy tokens', () => {
	beforeEach(async () => {
		expect(await post(world.sandbox, `${phonePath(BOB)}/rules`, { acceptsFrom: 'token' })).toBe(
			200,
		);
	});

	test('takes messages of a client that was given one', async () => {
		const client = await world.linkedClient();
		await world.bob.sendText(ANNA, 'hello');
		await client.messageWithText('hello');
		await world.stanzas(({ stanza }) => stanza.attrs['type'] === 'privacy_token', 2);
		expect(await refusal(client, 'hello, too')).toBeUndefined();
	});

	test('gives one by its client, too', async () => {
		const client = await world.linkedClient();
		const bobs = await world.linkedClient(world.bob);
		await bobs.socket.sendMessage(client.jid, { text: 'from my computer' });
		await world.stanzas(({ stanza }) => stanza.attrs['type'] === 'privacy_token', 2);
		expect(await tokenOf(client)).toHaveLength(16);
		expect(await refusal(client, 'thank you')).toBeUndefined();
	});

	test('takes messages of a client linked later, which learns its token with the history', async () => {
		await world.bob.sendText(ANNA, 'before you were linked');
		const client = await world.linkedClient();
		await client.events.first('messaging-history.set', ({ chats }) =>
			chats.find(({ id }) => id === BOB_JID),
		);
		expect(await tokenOf(client)).toHaveLength(16);
		expect(await refusal(client, 'now I am')).toBeUndefined();
	});

	test('refuses a client that has lost its token', async () => {
		const client = await world.linkedClient();
		await world.bob.sendText(ANNA, 'hello');
		await client.messageWithText('hello');
		await world.stanzas(({ stanza }) => stanza.attrs['type'] === 'privacy_token', 2);
		await client.auth.keys.set({ tctoken: { [world.bob.lid]: null } });
		expect(await refusal(client, 'who am I?')).toBe('463');
	});
});

describe('a number that may not write to new people', () => {
	const until = '2100-01-01T00:00:00.000Z';

	test('is told until when, writes to those it knows, and to others when the time is over', async () => {
		const carol = await world.sandbox.addPhone({ phoneNumber: '+491700000003' });
		await carol.sendText(ANNA, 'we know each other');
		const client = await world.linkedClient();
		const path = `${phonePath(ANNA)}/restriction`;
		expect(await post(world.sandbox, path, { restricted: true, until })).toBe(204);
		const lock = await client.socket.fetchAccountReachoutTimelock();
		expect([lock.isActive, lock.timeEnforcementEnds?.toISOString()]).toEqual([true, until]);
		expect(await refusal(client, 'hello, stranger')).toBe('463');
		await client.socket.sendMessage(carol.lid, { text: 'hello, Carol' });
		expect(await carol.nextMessage()).toMatchObject({ text: 'hello, Carol' });
		await world.sandbox.clock.advance(Date.parse(until) - Date.now() + 1_000);
		expect(await refusal(client, 'hello again')).toBeUndefined();
	});
});

describe('a number with a limit on new chats', () => {
	const path = `${phonePath(ANNA)}/faults/new-chat-cap`;

	test('uses it up with each new person, and then writes to those alone whom it knows', async () => {
		const client = await world.linkedClient();
		const carol = await world.sandbox.addPhone({ phoneNumber: '+491700000003' });
		const cap = { quota: 1, used: 0, refuses: true };
		expect(await post(world.sandbox, path, { cap })).toBe(204);
		await client.socket.sendMessage(carol.lid, { text: 'the only one' });
		await carol.nextMessage();
		expect(await client.socket.fetchNewChatMessageCap()).toMatchObject({
			...{ used_quota: 1, capping_status: 'CAPPED' },
		});
		expect(await refusal(client, 'one too many')).toBe('463');
		await client.socket.sendMessage(carol.lid, { text: 'to somebody I know' });
		expect(await carol.nextMessage()).toMatchObject({ text: 'to somebody I know' });
	});
});
