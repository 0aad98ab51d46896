import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { byNumber, chatOf, jidOf, Outgoing, text, until } from './outgoing.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

const IN_AN_HOUR = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);

let world: TestWorld;
let anna: Phone;
let ben: Phone;
let opened: OpenedConnection;

beforeEach(async () => {
	world = await TestWorld.start({ tuning: { queryTimeoutMs: 500 } });
	anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
	ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
	opened = await world.link(anna);
});
afterEach(() => world.close());

const sentByClient = (tag: string) =>
	world.sandbox
		.stanzas()
		.filter(({ direction, stanza }) => direction === 'in' && stanza.tag === tag)
		.map(({ stanza }) => stanza);

describe('reading', () => {
	const readReceipts = () =>
		sentByClient('receipt').filter(({ attrs }) => attrs['type'] === 'read');

	/** Ben writes; resolves when Anna's client has it. */
	async function received(from: Phone, to: string | Phone, words: string): Promise<string> {
		const { id } = await from.sendText(to, words);
		await opened.events.first('message', ({ whatsappId }) => whatsappId === id);
		return id;
	}

	const keyOf = (author: Phone, chatId: string, whatsappId: string) => ({
		...{ chat: chatOf(chatId), whatsappId, fromMe: false, from: byNumber(author) },
	});

	test('shows at the sender, in one receipt for all', async () => {
		const ids = [await received(ben, anna, 'one'), await received(ben, anna, 'two')];
		await opened.connection.markRead(ids.map((id) => keyOf(ben, jidOf(ben), id)));
		await until(() => ben.messages({ direction: 'out' }).every(({ read }) => read));
		expect(readReceipts()).toHaveLength(1);
	});

	test.each(['lid', 'pn'] as const)('in a group of mode %s names each author', async (mode) => {
		const carla = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carla' });
		const members = [anna, ben, carla];
		const { id: group } = await world.sandbox.createGroup({ subject: 'Three', members, mode });
		const keys = [
			keyOf(ben, group, await received(ben, group, 'one')),
			keyOf(carla, group, await received(carla, group, 'two')),
		];
		await opened.connection.markRead(keys);
		await until(() => ben.messages({ direction: 'out' }).every(({ read }) => read));
		await until(() => carla.messages({ direction: 'out' }).every(({ read }) => read));
		const names = (phone: Phone) => (mode === 'lid' ? phone.lid : jidOf(phone));
		expect(readReceipts().map(({ attrs }) => attrs['participant'])).toEqual([
			names(ben),
			names(carla),
		]);
	});
});

describe('typing', () => {
	test.each([
		['typing', { tag: 'composing', attrs: {} }],
		['recording', { tag: 'composing', attrs: { media: 'audio' } }],
		['paused', { tag: 'paused', attrs: {} }],
	] as const)('%s is shown in the chat', async (state, shown) => {
		await opened.connection.showTyping(jidOf(ben), state);
		const [stanza] = await until(() => atLeastOne(sentByClient('chatstate')));
		expect(stanza).toMatchObject({ attrs: { to: jidOf(ben) }, content: [shown] });
	});

	test('does not call this account online', async () => {
		await opened.connection.showTyping(jidOf(ben), 'typing');
		await until(() => atLeastOne(sentByClient('chatstate')));
		const online = sentByClient('presence').filter(({ attrs }) => attrs['type'] === 'available');
		expect(online).toEqual([]);
	});
});

describe('a time-lock', () => {
	const until_ = IN_AN_HOUR.getTime();

	test('is told when WhatsApp sets it and when it lifts it', async () => {
		anna.restrict({ until: IN_AN_HOUR });
		await opened.events.first('restricted', (lock) => lock?.until === until_);
		anna.restrict(null);
		await opened.events.first('restricted', (lock) => lock === null);
		expect(opened.events.of('restricted')).toEqual([{ until: until_ }, null]);
	});

	test('is known when it is asked for', async () => {
		expect(await opened.connection.timeLock()).toBeNull();
		anna.restrict({ until: IN_AN_HOUR });
		expect(await opened.connection.timeLock()).toEqual({ until: until_ });
	});

	test('without an end is one all the same', async () => {
		anna.restrict({ until: null });
		expect(await opened.connection.timeLock()).toEqual({ until: null });
	});

	test('refuses messages to new people and lets the others pass', async () => {
		const carla = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carla' });
		await ben.sendText(anna, 'we know each other');
		anna.restrict({ until: IN_AN_HOUR });
		const errorOf = async (phone: Phone) => {
			const id = await new Outgoing(world, opened, jidOf(phone)).send(text('hello'));
			return (await opened.events.first('ack', ({ whatsappId }) => whatsappId === id)).error;
		};
		expect([await errorOf(ben), await errorOf(carla)]).toEqual([null, 463]);
		expect(carla.messages()).toEqual([]);
	});

	test('that nobody answers for is no answer', async () => {
		world.sandbox.faults.add({ match: { tag: 'iq', xmlns: 'w:mex' }, action: 'drop' });
		await expect(opened.connection.timeLock()).rejects.toMatchObject({ code: 'WHATSAPP_TIMEOUT' });
	});
});

test.each([
	['reading', (chatId: string) => opened.connection.markRead([ownKey(chatId)])],
	['typing', (chatId: string) => opened.connection.showTyping(chatId, 'typing')],
	['asking for restrictions', () => opened.connection.timeLock()],
])('%s needs a connection', async (_what, act) => {
	await opened.connection.close();
	await expect(act(jidOf(ben))).rejects.toMatchObject({ code: 'WHATSAPP_NOT_READY' });
});

const ownKey = (chatId: string) => ({
	...{ chat: chatOf(chatId), whatsappId: 'A', fromMe: false, from: byNumber(ben) },
});

const atLeastOne = <T>(found: T[]): T[] | false => found.length > 0 && found;
