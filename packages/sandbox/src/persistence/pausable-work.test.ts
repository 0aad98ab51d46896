import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { deferred } from '../deferred.js';
import { Timers } from '../timers.js';
import { PausableWork } from './pausable-work.js';

/** Work with a task that runs until it is told to end. */
function busy() {
	const work = new PausableWork(new Timers());
	const task = deferred<void>();
	const done: string[] = [];
	void work.run(() => task.promise).then(() => done.push('task'));
	return { work, task, done };
}

describe('a look at the world', () => {
	test('waits until what runs is done', async () => {
		const { work, task, done } = busy();
		const look = work.whilePaused(() => done.push('look'));
		await setImmediate();
		task.resolve();
		await look;
		expect(done).toEqual(['task', 'look']);
	});

	test('comes before what begins later', async () => {
		const { work, task, done } = busy();
		const look = work.whilePaused(() => done.push('look'));
		await setImmediate();
		const later = work.run(() => done.push('later'));
		task.resolve();
		await Promise.all([look, later]);
		expect(done).toEqual(['task', 'look', 'later']);
	});

	test('does not wait for ever: clients would stand still', async () => {
		const { work, done } = busy();
		await work.whilePaused(() => done.push('look'));
		await work.run(() => done.push('later'));
		expect(done).toEqual(['look', 'later']);
	});

	test('that fails stops nothing', async () => {
		const work = new PausableWork(new Timers());
		const failed = work.whilePaused(() => {
			throw new Error('no disk');
		});
		await expect(failed).rejects.toThrow('no disk');
		await expect(work.run(() => 'goes on')).resolves.toBe('goes on');
	});
});
