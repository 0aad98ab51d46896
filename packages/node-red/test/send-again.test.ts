import type { Phone } from '@waypost/sandbox';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { NodeRedWorld } from './node-red-world.ts';
import { CATCH, CAUGHT, OUT, sendNode } from './send-flow.ts';

/** Not on WhatsApp. */
const NOBODY = '+491700000009';

let world: NodeRedWorld;
let anna: Phone;
let ben: Phone;
beforeAll(async () => {
	world = await NodeRedWorld.start();
	({ phone: anna } = await world.waypost.linkedSession('sales'));
	ben = await world.waypost.ben();
});
afterEach(() => world.stopNodeRed());
afterAll(() => world[Symbol.asyncDispose]());

async function loadSend(changes: object): Promise<void> {
	await world.load(world.config(), sendNode(changes), OUT, CATCH, CAUGHT);
	await world.shows('send', `green dot ${anna.phoneNumber}`);
}

/** How many messages the daemon has for Ben whose text is like this. */
async function countOf(text: RegExp): Promise<number> {
	const { data } = await world.waypost.client.messages.list('sales', { chat: ben.phoneNumber });
	return data.filter((message) => text.test(message.text ?? '')).length;
}

test.each([
	[
		'is scheduled by the time it is now',
		/^Later$/,
		{ sendAt: '$fromMillis($millis() + 3600000)', sendAtType: 'jsonata' },
	],
	['tells the time', /^At /, { text: '"At " & $now()', textType: 'jsonata' }],
])('a list that failed in part reaches nobody twice, also when it %s', async (_, text, changes) => {
	await loadSend(changes);
	const msg = { payload: 'Later', to: [ben.phoneNumber, NOBODY] };
	const caught = await world.exchange('send', msg, 'caught');
	await world.exchange('send', caught, 'caught');
	expect(await countOf(text)).toBe(1);
});

test('a message that comes by again after it was sent tells another time', async () => {
	await loadSend({ text: '"It is " & $now()', textType: 'jsonata' });
	const msg = { _msgid: 'a1', to: ben.phoneNumber };
	for (let round = 0; round < 2; round++) await world.exchange('send', { ...msg });
	expect(await countOf(/^It is /)).toBe(2);
});

test('the time is written as an expression asks for it', async () => {
	await loadSend({ text: '$now("[Y0001]-[M01]", "+0000")', textType: 'jsonata' });
	await world.exchange('send', { to: ben.phoneNumber });
	expect(await countOf(/^\d{4}-\d\d$/)).toBe(1);
});
