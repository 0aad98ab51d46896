import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSandbox, type DisplayedMessage } from '../src/index.js';
import { ANNA_PATH, BOB_PATH, call } from './control-calls.js';
import { ANNA, BOB, TestWorld } from './world.js';

const DAY = 86_400;
const MS_OF_A_DAY = DAY * 1_000;

interface MessagePage {
	readonly data: readonly DisplayedMessage[];
	readonly next: string | null;
}

describe('the pages of what a phone displays', () => {
	let world: TestWorld;

	beforeEach(async () => {
		world = await TestWorld.start();
		world.sandbox.clock.stop();
	});
	afterEach(() => world.close());

	async function pageOf(path: string, query: string): Promise<MessagePage> {
		return (await call(world.sandbox, 'GET', `${path}?${query}`)).body as MessagePage;
	}

	const textsOf = ({ data }: MessagePage) => data.map(({ text }) => text);

	/** Three texts that are gone after a day, and two that stay. */
	async function writeFive(): Promise<void> {
		await world.bob.chatSettings.setDisappearing(ANNA, DAY);
		for (const text of ['one', 'two', 'three']) await world.bob.sendText(ANNA, text);
		await world.bob.chatSettings.setDisappearing(ANNA, 0);
		for (const text of ['four', 'five']) await world.bob.sendText(ANNA, text);
		await world.anna.nextMessage({ where: ({ text }) => text === 'five' });
	}

	test('go on behind the last message, though messages before it disappear', async () => {
		await writeFive();
		const first = await pageOf(`${ANNA_PATH}/messages`, 'limit=6');
		expect(textsOf(first).at(-1)).toBe('four');
		await world.sandbox.clock.advance(MS_OF_A_DAY);
		const rest = await pageOf(`${ANNA_PATH}/messages`, `limit=6&after=${first.next}`);
		expect(textsOf(rest)).toEqual(['five']);
	});

	test('go on where the last message was, when it is gone itself', async () => {
		await writeFive();
		const first = await pageOf(`${ANNA_PATH}/messages`, 'limit=3');
		expect(textsOf(first).at(-1)).toBe('two');
		await world.sandbox.clock.advance(MS_OF_A_DAY);
		const rest = await pageOf(`${ANNA_PATH}/messages`, `after=${first.next}`);
		expect(textsOf(rest).slice(-2)).toEqual(['four', 'five']);
		expect(textsOf(rest)).not.toContain('three');
	});

	test('go on there after a restart, too', async () => {
		await writeFive();
		const { next } = await pageOf(`${ANNA_PATH}/messages`, 'limit=3');
		await world.sandbox.clock.advance(MS_OF_A_DAY);
		const snapshot = await world.sandbox.snapshot();
		await using again = await createSandbox({ snapshot });
		const rest = again.phone(ANNA)?.messages({ after: Number(next) }) ?? [];
		expect(rest.map(({ text }) => text).slice(-2)).toEqual(['four', 'five']);
	});

	test('follow the order of display, with the past before what came earlier', async () => {
		await world.bob.sendText(ANNA, 'today');
		await world.anna.nextMessage();
		await world.anna.addHistory([{ chat: BOB, messages: 3 }]);
		const seen: (string | null)[] = [];
		for (let after: string | null = '0'; after !== null; ) {
			const page = await pageOf(`${ANNA_PATH}/messages`, `direction=all&limit=1&after=${after}`);
			seen.push(...textsOf(page));
			after = page.next;
		}
		expect(seen).toEqual(world.anna.messages({ direction: 'all' }).map(({ text }) => text));
		expect(seen.at(-1)).toBe('today');
	});

	test('begin behind any message, by its number, so that only later ones are asked for', async () => {
		await world.bob.sendText(ANNA, 'seen');
		const { seq } = await world.anna.nextMessage();
		const nothing = await pageOf(`${ANNA_PATH}/messages`, `after=${seq}`);
		expect(nothing).toEqual({ data: [], next: null });
		await world.bob.sendText(ANNA, 'new');
		await world.anna.nextMessage();
		expect(textsOf(await pageOf(`${ANNA_PATH}/messages`, `after=${seq}`))).toEqual(['new']);
	});

	test('of statuses go on likewise, when older ones are gone after their day', async () => {
		await world.bob.statuses.postText('one');
		await world.sandbox.clock.advance(MS_OF_A_DAY / 2);
		for (const text of ['two', 'three']) await world.bob.statuses.postText(text);
		const first = await pageOf(`${BOB_PATH}/statuses`, 'limit=2');
		await world.sandbox.clock.advance(MS_OF_A_DAY / 2);
		const rest = await pageOf(`${BOB_PATH}/statuses`, `after=${first.next}`);
		expect(textsOf(rest)).toEqual(['three']);
	});

	test('are refused for a cursor that this list never gave', async () => {
		expect(await call(world.sandbox, 'GET', `${ANNA_PATH}/messages?after=99`)).toMatchObject({
			status: 400,
			body: { code: 'INVALID_REQUEST', detail: expect.stringContaining('`next` of a page') },
		});
	});
});
