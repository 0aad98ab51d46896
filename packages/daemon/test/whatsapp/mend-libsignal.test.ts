import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { silenceLibsignal } from '../../src/whatsapp/libsignal-console.js';
import { mendLibsignal } from '../../src/whatsapp/mend-libsignal.js';
import { SignalParty } from './signal-party.js';

silenceLibsignal();
mendLibsignal();

describe('a text', () => {
	let anna: SignalParty;
	let ben: SignalParty;

	beforeEach(async () => {
		anna = new SignalParty('1@lid');
		ben = new SignalParty('2@lid');
		await anna.openSession(ben);
		await (
			await anna.write(ben, 'hello')
		)();
		await (
			await ben.write(anna, 'hello Anna')
		)();
	});

	test('in a new session can be opened after one came in the old session', async () => {
		const underWay = await ben.write(anna, 'sent before you asked for my keys');
		await anna.openSession(ben);
		await underWay();
		const text = await anna.write(ben, 'with new keys');
		expect(await text()).toBe('with new keys');
	});

	test('can be opened when others wrote to the same person at the same moment', async () => {
		const clara = new SignalParty('3@lid');
		await clara.openSession(ben);
		const [annasGate, clarasGate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
		[anna.gate, clara.gate] = [annasGate.promise, clarasGate.promise];

		const first = anna.write(ben, 'first');
		await setImmediate();
		const other = clara.write(ben, 'something else');
		await setImmediate();
		annasGate.resolve();
		await (
			await first
		)();
		const second = anna.write(ben, 'second');
		await setImmediate();
		clarasGate.resolve();
		await (
			await other
		)();
		await (
			await second
		)();
		expect(await (await anna.write(ben, 'third'))()).toBe('third');
	});
});
