import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSandbox } from '../src/index.js';
import type { BaileysClient } from './baileys-client.js';
import { pnJid } from './group-world.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

const DAY = 86_400;
const DAYS_90 = 90 * DAY;

describe('disappearing messages', () => {
	let world: TestWorld;
	let anna: BaileysClient;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.linkedClient();
		world.sandbox.clock.stop();
	});
	afterEach(() => world.close());

	/** What the client knows about a chat, once it knows of a change. */
	function chatChange(client: BaileysClient, chat: string): Promise<unknown> {
		return new Promise((resolve) => {
			client.socket.ev.on('chats.update', (updates) => {
				const update = updates.find(({ id }) => id === chat);
				if (update && 'ephemeralExpiration' in update) resolve(update.ephemeralExpiration);
			});
		});
	}

	test('set by a client are displayed on the other phone, which sends such messages itself', async () => {
		await anna.socket.sendMessage(BOB_JID, { disappearingMessagesInChat: DAY });
		expect(await world.bob.nextMessage()).toMatchObject({
			...{ kind: 'notice', from: ANNA, chat: ANNA },
			text: 'Messages disappear after 1 day.',
		});
		await world.bob.sendText(ANNA, 'for a day');
		const { message } = await anna.messageWithText('for a day');
		expect(message?.extendedTextMessage?.contextInfo?.expiration).toBe(DAY);
		expect(world.anna.chatSettings.disappearing(BOB)).toBe(DAY);
	});

	test('set on a phone are told to the other side, and switched off again', async () => {
		const on = chatChange(anna, BOB_JID);
		await world.bob.chatSettings.setDisappearing(ANNA, 7 * DAY);
		expect(await on).toBe(7 * DAY);
		expect(await world.anna.nextMessage()).toMatchObject({
			text: 'Messages disappear after 7 days.',
		});
		await world.bob.chatSettings.setDisappearing(ANNA, 0);
		expect(await world.anna.nextMessage()).toMatchObject({
			text: 'Messages do not disappear any more.',
		});
		await world.bob.sendText(ANNA, 'to stay');
		expect(await world.anna.nextMessage()).toMatchObject({ text: 'to stay', expiresAt: null });
	});

	test('are gone from both phones when their time is over, by the clock of the sandbox', async () => {
		await world.bob.sendText(ANNA, 'before');
		await world.bob.chatSettings.setDisappearing(ANNA, DAY);
		await world.bob.sendText(ANNA, 'for a day');
		await world.anna.nextMessage({ where: ({ text }) => text === 'for a day' });
		const gone: string[] = [];
		world.sandbox.subscribe(({ type, data }) => {
			if (type === 'message.disappeared') gone.push(`${data.phoneNumber} ${data.chat}`);
		});
		await world.sandbox.clock.advance((DAY - 1) * 1_000);
		expect(gone).toEqual([]);
		await world.sandbox.clock.advance(2_000);
		expect(gone.sort()).toEqual([`${ANNA} ${BOB}`, `${BOB} ${ANNA}`]);
		const texts = world.anna.messages().map(({ text }) => text);
		expect(texts).toEqual(['before', 'Messages disappear after 1 day.']);
	});

	test('live for 90 days, too', async () => {
		const { id } = await sendFor(DAYS_90);
		await world.sandbox.clock.advance((DAYS_90 - 1) * 1_000);
		expect(world.bob.messages().map((each) => each.id)).toEqual([id]);
		await world.sandbox.clock.advance(2_000);
		expect(world.bob.messages()).toEqual([]);
	});

	/** The client sends Bob a text that disappears. */
	async function sendFor(seconds: number) {
		await anna.socket.sendMessage(BOB_JID, { text: 'soon gone' }, { ephemeralExpiration: seconds });
		return world.bob.nextMessage();
	}

	test('say when they will be gone', async () => {
		const { at, expiresAt } = await sendFor(DAY);
		expect(Date.parse(expiresAt ?? '') - Date.parse(at)).toBe(DAY * 1_000);
	});

	test('in a sandbox that was resumed go at their time', async () => {
		await sendFor(DAY);
		const { bob } = world;
		const snapshot = await world.sandbox.snapshot();
		const clock = { stoppedAt: new Date(world.sandbox.clock.now() + 2 * DAY * 1_000) };
		await using resumed = await createSandbox({ snapshot, clock });
		expect(bob.messages()).toHaveLength(1);
		expect(resumed.phone(BOB)?.messages()).toEqual([]);
	});

	test('of a short time go before earlier ones of a long time', async () => {
		await world.anna.chatSettings.setDisappearing(BOB, DAYS_90);
		await world.anna.sendText(BOB, 'for long');
		await world.anna.chatSettings.setDisappearing(BOB, DAY);
		await world.anna.sendText(BOB, 'for a day');
		await world.bob.nextMessage({ where: ({ text }) => text === 'for a day' });
		await world.sandbox.clock.advance(DAY * 1_000);
		const texts = world.bob.messages().filter(({ kind }) => kind === 'text');
		expect(texts.map(({ text }) => text)).toEqual(['for long']);
	});

	test('can be the default of an account for the chats that it begins', async () => {
		await anna.socket.updateDefaultDisappearingMode(DAY);
		const [answer] = (await anna.socket.fetchDisappearingDuration(pnJid(ANNA))) ?? [];
		expect(answer).toMatchObject({ disappearing_mode: { duration: DAY } });
		await world.anna.sendText(BOB, 'one');
		await world.anna.sendText(BOB, 'two');
		await world.bob.nextMessage({ where: ({ text }) => text === 'two' });
		await world.bob.sendText(ANNA, 'three');
		await world.anna.nextMessage();
		const expiry = [...world.bob.messages(), ...world.anna.messages()].map(
			({ text, expiresAt }) => `${text ?? ''} ${expiresAt === null ? 'stays' : 'goes'}`,
		);
		expect(expiry).toEqual(['one goes', 'two goes', 'three goes']);
	});

	test('as a default set on the phone are told to its client', async () => {
		const told = new Promise<unknown>((resolve) => {
			anna.socket.ev.on('creds.update', ({ accountSettings }) => {
				if (accountSettings) resolve(accountSettings.defaultDisappearingMode?.ephemeralExpiration);
			});
		});
		world.anna.chatSettings.setDefaultDisappearing(DAY);
		expect(await told).toBe(DAY);
	});

	test('in a group are set by a member, and kept to by phones', async () => {
		const group = await world.sandbox.createGroup({ subject: 'Team', members: [ANNA, BOB] });
		await anna.socket.sendMessage(group.id, { disappearingMessagesInChat: DAY });
		expect(await anna.socket.groupMetadata(group.id)).toMatchObject({ ephemeralDuration: DAY });
		await world.bob.sendText(group, 'for a day');
		expect(await world.anna.nextMessage()).toMatchObject({ expiresAt: expect.any(String) });
		await world.bob.chatSettings.setDisappearing(group, 0);
		expect(group.describe().disappearing).toBe(0);
	});

	test('go over HTTP', async () => {
		const path = `${world.sandbox.httpUrl}/v1/phones/${encodeURIComponent(BOB)}/disappearing`;
		const post = (body: object) =>
			fetch(path, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
		expect((await post({ chat: ANNA, seconds: DAY })).status).toBe(204);
		expect((await post({ seconds: 60 })).status).toBe(204);
		expect(world.bob.chatSettings.disappearing(ANNA)).toBe(DAY);
		expect(world.bob.chatSettings.defaultDisappearing).toBe(60);
	});
});
