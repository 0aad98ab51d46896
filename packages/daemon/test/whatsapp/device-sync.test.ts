import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { jidOf, Outgoing, text, until } from './outgoing.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

const APP_STATE = 'w:sync:app:state';

describe('while WhatsApp does not answer what the app state is', () => {
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
	});
	afterEach(() => world.close());

	const dropAnswers = () =>
		world.sandbox.faults.add({
			match: { tag: 'iq', xmlns: APP_STATE, direction: 'out' },
			action: 'drop',
		});

	const questions = () =>
		world.sandbox.stanzas().filter(({ stanza }) => stanza.attrs['xmlns'] === APP_STATE).length;

	/** At its first login: the phone has sent keys and history. */
	async function atTheFirstLogin(): Promise<OpenedConnection> {
		dropAnswers();
		const linked = world.link(anna);
		await until(() => questions() === 1);
		// For so long the sandbox waits for the client to take what the phone has sent.
		await world.sandbox.clock.advance(3_000);
		world.sandbox.clock.start();
		return linked;
	}

	/** The phone has changed a setting of a chat. */
	async function afterAChange(): Promise<OpenedConnection> {
		const opened = await world.link(anna);
		await until(() => questions() === 1);
		dropAnswers();
		const [connection] = world.sandbox.connections();
		const attrs = { id: 'change', from: jidOf(anna), type: 'server_sync', t: '1' };
		const content = [{ tag: 'collection', attrs: { name: 'regular', version: '1' } }];
		const stanza = { tag: 'notification', attrs, content };
		world.sandbox.strike(connection?.id ?? 0, { action: 'inject', stanza });
		await until(() => questions() === 2);
		return opened;
	}

	describe.each([
		['at the first login', atTheFirstLogin],
		['after a change of it', afterAChange],
	])('%s', (_, begin) => {
		test('a message is told', async () => {
			const { events } = await begin();
			await ben.sendText(anna, 'hello');
			expect((await events.first('message')).text).toBe('hello');
		});

		test('a text is displayed', async () => {
			await new Outgoing(world, await begin(), jidOf(ben)).send(text('hello'));
			expect((await ben.nextMessage()).text).toBe('hello');
		});

		test('one-time keys are filled up', async () => {
			await begin();
			await anna.faults.spendKeys({ left: 0 });
			const stanzas = () => world.sandbox.stanzas().map(({ stanza }) => stanza);
			const wanted = stanzas().findLast(({ attrs }) => attrs['type'] === 'encrypt')?.attrs['id'];
			await until(() =>
				stanzas().some(({ tag, attrs }) => tag === 'ack' && attrs['id'] === wanted),
			);
			const count = stanzas().findLast(({ attrs }) => attrs['xmlns'] === 'encrypt');
			expect(count?.attrs['type']).toBe('set');
		});
	});
});
