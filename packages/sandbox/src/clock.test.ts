import { once, EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Clock } from './clock.js';

const NEW_YEAR = new Date('2026-01-01T00:00:00Z');

describe('a stopped clock', () => {
	let clock: Clock;
	let done: string[];

	beforeEach(() => {
		clock = new Clock();
		clock.stop({ at: NEW_YEAR });
		done = [];
	});
	const note = (what: string) => () =>
		void done.push(`${what} at ${clock.now() - NEW_YEAR.getTime()}`);

	test('shows the time it was stopped at', () => {
		expect(clock.describe()).toEqual({
			...{ now: NEW_YEAR.toISOString(), running: false, skewMs: 0, waiting: 0 },
		});
	});

	test('moves by what it is told', async () => {
		await clock.advance(90_000);
		expect(clock.iso()).toBe('2026-01-01T00:01:30.000Z');
	});

	test('does what is due on the way, in order, each at its time', async () => {
		clock.after(20, note('second'));
		clock.after(10, note('first'));
		clock.after(20, note('third'));
		clock.after(31, note('not yet'));
		await clock.advance(30);
		expect(done).toEqual(['first at 10', 'second at 20', 'third at 20']);
	});

	test('does what was asked for on the way, too', async () => {
		clock.after(10, () => clock.after(10, note('again')));
		await clock.advance(30);
		expect(done).toEqual(['again at 20']);
	});

	test('does nothing that was cancelled', async () => {
		const cancel = clock.after(10, note('cancelled'));
		cancel();
		await clock.advance(30);
		expect(done).toEqual([]);
	});

	test('leaves what waits as far away as it was when it is set to another time', async () => {
		clock.after(10, note('late'));
		clock.stop({ at: new Date(NEW_YEAR.getTime() + 86_400_000) });
		await clock.advance(9);
		expect(done).toEqual([]);
		await clock.advance(1);
		expect(done).toEqual(['late at 86400010']);
	});

	test('goes on from where it stands, and does what waits', async () => {
		const events = new EventEmitter();
		clock.after(1, () => events.emit('due'));
		const due = once(events, 'due');
		clock.start();
		await due;
		expect(clock.now() - NEW_YEAR.getTime()).toBeLessThan(60_000);
	});

	test('is the computer’s again after a reset, with nothing waiting', () => {
		clock.skew(5_000);
		clock.after(10, note('forgotten'));
		clock.reset();
		expect(clock.describe()).toMatchObject({ running: true, skewMs: 0, waiting: 0 });
	});
});

test('a clock runs with the computer’s until it is stopped', () => {
	const clock = new Clock();
	expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
	expect(clock.describe().running).toBe(true);
});

test('the skew is in the times of stanzas alone', () => {
	const clock = new Clock();
	clock.stop({ at: NEW_YEAR });
	clock.skew(-3_600_000);
	expect(clock.unixTime()).toBe(NEW_YEAR.getTime() / 1000 - 3_600);
	expect(clock.now()).toBe(NEW_YEAR.getTime());
});
