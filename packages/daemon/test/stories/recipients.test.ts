import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import { World } from '../world.js';

const BEN = '+491700000002';
/** São Paulo: with the ninth digit, as people write it, and without, as WhatsApp has it. */
const WRITTEN = '+55 11 98765-4321';
const REGISTERED = '+551187654321';

const send = (world: World, json: object, query = '') =>
	world.call<Message>('POST', `/v1/sessions/sales/messages${query}`, { json });
const refuse = (world: World, json: object) =>
	world.refusal('POST', '/v1/sessions/sales/messages', { json });
const questionsIn = (world: World) =>
	world.sandbox
		.stanzas()
		.filter(({ direction, stanza }) => direction === 'in' && stanza.attrs['xmlns'] === 'usync')
		.filter(({ stanza }) => JSON.stringify(stanza).includes('"contact"'));

async function worldWithPaulo() {
	const world = await World.start();
	await world.linkedSession();
	const paulo = await world.sandbox.addPhone({
		phoneNumber: REGISTERED,
		name: 'Paulo',
		aliases: [WRITTEN],
	});
	return { world, paulo, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe('a number with two spellings', () => {
	test('is one chat, the registered one, whichever is written', async () => {
		await using brazil = await worldWithPaulo();
		const chats = [];
		for (const to of [WRITTEN, REGISTERED, '005511987654321']) {
			const { body } = await send(brazil.world, { to, text: to });
			chats.push(body.chat.phoneNumber);
			expect((await brazil.paulo.nextMessage()).text).toBe(to);
		}
		expect(chats).toEqual([REGISTERED, REGISTERED, REGISTERED]);
		const chat = encodeURIComponent(WRITTEN);
		const list = await brazil.world.call<{ data: Message[] }>(
			'GET',
			`/v1/sessions/sales/messages?chat=${chat}`,
		);
		expect(list.body.data).toHaveLength(3);
	});

	test('is asked about once, also after a restart', async () => {
		await using brazil = await worldWithPaulo();
		await send(brazil.world, { to: WRITTEN, text: 'one' });
		await brazil.paulo.nextMessage();
		await brazil.world.restart();
		await brazil.world.waitForState('sales', 'connected');
		await send(brazil.world, { to: WRITTEN, text: 'two' });
		await brazil.paulo.nextMessage();
		expect(questionsIn(brazil.world)).toHaveLength(1);
	});

	test('that was checked before is not asked about for the message', async () => {
		await using brazil = await worldWithPaulo();
		await brazil.world.client.numbers.check('sales', [WRITTEN]);
		const { body } = await send(brazil.world, { to: WRITTEN, text: 'one' });
		await brazil.paulo.nextMessage();
		expect([body.chat.phoneNumber, questionsIn(brazil.world).length]).toEqual([REGISTERED, 1]);
	});

	test('written to while nobody could ask arrives in the registered chat', async () => {
		await using brazil = await worldWithPaulo();
		const { world, paulo } = brazil;
		await world.call('POST', '/v1/sessions/sales/stop');
		for (const text of ['one', 'two']) {
			const { body } = await send(world, { to: WRITTEN, text });
			expect(body.chat.phoneNumber).toBe('+5511987654321');
		}
		await world.call('POST', '/v1/sessions/sales/start');
		expect([(await paulo.nextMessage()).text, (await paulo.nextMessage()).text]).toEqual([
			...['one', 'two'],
		]);
		const { data } = await world.client.messages.list('sales');
		expect(data.map(({ chat }) => chat.phoneNumber)).toEqual([REGISTERED, REGISTERED]);
	});

	test('answers in the chat that was written to', async () => {
		await using brazil = await worldWithPaulo();
		const { world, paulo } = brazil;
		const { body } = await send(world, { to: WRITTEN, text: 'Oi' }, '?wait=delivered');
		await paulo.sendText(await world.anna(), 'Tudo bem');
		const { data } = await world.event('message.received');
		expect(data.message.chat.id).toBe(body.chat.id);
	});
});

describe('a recipient that is none is refused, and leaves nothing', () => {
	let brazil: Awaited<ReturnType<typeof worldWithPaulo>>;
	beforeAll(async () => {
		brazil = await worldWithPaulo();
	});
	afterAll(() => brazil[Symbol.asyncDispose]());

	test.each([
		['letters', 'Ben', 422],
		['nothing but spaces', '   ', 422],
		['no country code', '0170 0000002', 422],
		['a country code that begins with 0', '+0 170 0000002', 422],
		['three digits', '123', 422],
		['20 digits', '12345678901234567890', 422],
		['digits of another script', '٤٩١٧٠٠٠٠٠٠٠٢', 422],
		['full-width digits', '＋４９１７００００００２', 422],
		['the place of statuses', 'status@broadcast', 422],
		['a channel', '120363000000000000@newsletter', 422],
		['a header in a group id', 'a@g.us\r\nX: y', 422],
		['a line break in a group id', '123456789\n@g.us', 422],
		['a device', '491700000002:1@s.whatsapp.net', 422],
		['two ids', '123456789@g.us@lid', 422],
		['10 kB', `${'4'.repeat(10_240)}@s.whatsapp.net`, 400],
		['a NUL', '+4917000\u00000002', 422],
		['half a character', '+4917000\ud8000002', 422],
		['an object', { number: BEN }, 400],
		['a number that is no text', 491700000002, 400],
	])('%s', async (_what, to, status) => {
		const answer = await refuse(brazil.world, { to, text: 'hi' });
		expect([answer.status, answer.body.code]).toEqual([
			...[status, status === 400 ? 'INVALID_REQUEST' : 'INVALID_NUMBER'],
		]);
		expect((await brazil.world.client.messages.list('sales')).data).toEqual([]);
		expect(questionsIn(brazil.world)).toEqual([]);
	});

	test('the own number is none of them: one may write to oneself', async () => {
		const { status, body } = await send(brazil.world, { to: '+491700000001', text: 'note' });
		expect([status, body.chat.phoneNumber]).toEqual([202, '+491700000001']);
	});
});

describe('a text arrives as it was written, to the byte', () => {
	let brazil: Awaited<ReturnType<typeof worldWithPaulo>>;
	beforeAll(async () => {
		brazil = await worldWithPaulo();
	});
	afterAll(() => brazil[Symbol.asyncDispose]());

	test.each([
		['an emoji of many characters', '👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
		['a thousand combining marks', `z${'\u0301'.repeat(1000)}`],
		['right to left, with marks of direction', '\u202bשלום\u202c \u200fمرحبا\u200e!'],
		['characters nobody sees', 'a\u200b\u2060\ufeffb'],
		['line breaks of all kinds', 'a\nb\r\nc\u2028d'],
		['spaces at both ends', '  a  \n'],
		['what looks like markup', '<b>&amp;</b> *a* _b_ `c` \\n'],
		['composed and decomposed letters', 'é é'],
		['65,536 characters', 'x'.repeat(65_536)],
		['32,768 characters of two halves each', '𝕏'.repeat(32_768)],
	])('%s', async (_what, text) => {
		const { status } = await send(brazil.world, { to: REGISTERED, text });
		expect(status).toBe(202);
		const shown = await brazil.paulo.nextMessage();
		expect(shown.text === text).toBe(true);
	});
});

describe('a text that nobody could read is refused, and leaves nothing', () => {
	let brazil: Awaited<ReturnType<typeof worldWithPaulo>>;
	beforeAll(async () => {
		brazil = await worldWithPaulo();
	});
	afterAll(() => brazil[Symbol.asyncDispose]());

	test.each([
		['empty', '', 400, 'INVALID_REQUEST'],
		['only white space', ' \u00a0\n\t\u2003', 400, 'INVALID_REQUEST'],
		['a NUL', 'a\0b', 400, 'INVALID_REQUEST'],
		['half of a character', 'a\ud83d', 400, 'INVALID_REQUEST'],
		['the other half', '\udc4da', 400, 'INVALID_REQUEST'],
		['65,537 characters', 'x'.repeat(65_537), 422, 'TEXT_TOO_LONG'],
	])('%s', async (_what, text, status, code) => {
		const answer = await refuse(brazil.world, { to: REGISTERED, text });
		expect([answer.status, answer.body.code]).toEqual([status, code]);
		expect((await brazil.world.client.messages.list('sales')).data).toEqual([]);
	});
});
