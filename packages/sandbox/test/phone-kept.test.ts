import { expect, test } from '@jest/globals';
import { createSandbox, type ChatHistory } from '../src/index.js';
import { BaileysClient } from './baileys-client.js';
import { ANNA, BOB, TestWorld } from './world.js';

const CAROL = '+491700000003';

test('what a phone has done by its rules is kept with the world', async () => {
	await using world = await TestWorld.start();
	world.bob.setRules({ autoReply: 'Away.', autoReplyOnce: true, optOutWord: 'STOP' });
	await world.anna.sendText(BOB, 'hello');
	await world.anna.nextMessage();
	await world.bob.sendText(ANNA, 'STOP');
	await using resumed = await createSandbox({ snapshot: await world.sandbox.snapshot() });
	const bob = resumed.phone(BOB);
	expect(bob?.rules).toEqual(world.bob.rules);
	expect(bob?.optOuts).toMatchObject([{ chat: ANNA, ignored: 0 }]);
	await resumed.phone(ANNA)?.sendText(BOB, 'hello again');
	await bob?.settled();
	expect(bob?.optOuts).toMatchObject([{ chat: ANNA, ignored: 1 }]);
});

test('whom a number has written to is kept with the world', async () => {
	await using world = await TestWorld.start();
	await world.bob.sendText(ANNA, 'hello');
	world.bob.setRules({ acceptsFrom: 'known' });
	await using resumed = await createSandbox({ snapshot: await world.sandbox.snapshot() });
	await resumed.phone(ANNA)?.sendText(BOB, 'hello, too');
	expect(await resumed.phone(BOB)?.nextMessage()).toMatchObject({ text: 'hello, too' });
});

test('history is kept with the world, and told by the one that is resumed', async () => {
	const history: ChatHistory[] = [{ chat: BOB, messages: 3, kinds: ['text', 'poll', 'location'] }];
	const bobs: ChatHistory[] = [{ chat: CAROL, messages: 1 }];
	await using before = await createSandbox({
		phones: [
			{ phoneNumber: ANNA, name: 'Anna', history },
			{ phoneNumber: BOB, name: 'Bob', history: bobs },
		],
	});
	expect(before.phones().map(({ name }) => name)).toEqual(['Anna', 'Bob', CAROL]);
	await using sandbox = await createSandbox({ snapshot: await before.snapshot() });
	const client = new BaileysClient(sandbox);
	await sandbox.phone(ANNA)?.scan(await client.qr());
	const kinds = await client.events.first('messaging-history.set', ({ messages }) =>
		messages.length === 3 ? messages.map(({ message }) => kindOf(message)) : undefined,
	);
	expect(kinds).toEqual(['locationMessage', 'pollCreationMessageV3', 'conversation']);
	await client.close();
});

function kindOf(message: object | null | undefined): string | undefined {
	return Object.keys(message ?? {}).find((name) => name !== 'messageContextInfo');
}
