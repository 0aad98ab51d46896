import { once, EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { soon } from '../../page/base/soon.js';

/** A task that ends when it is told to. */
class Task {
	readonly starts: number[] = [];
	readonly #signals = new EventEmitter();
	readonly run = async () => {
		this.starts.push(this.starts.length + 1);
		this.#signals.emit('started');
		await once(this.#signals, 'end');
	};

	async started(): Promise<void> {
		await once(this.#signals, 'started');
	}

	end(): void {
		this.#signals.emit('end');
	}
}

describe('what is done soon', () => {
	test('is done once, however often it is asked for until then', async () => {
		const task = new Task();
		const ask = soon(task.run, 1);
		ask();
		ask();
		await task.started();
		task.end();
		expect(task.starts).toEqual([1]);
	});

	test('is done once more, when it is asked for while it runs, and not before it is over', async () => {
		const task = new Task();
		const ask = soon(task.run, 1);
		ask();
		await task.started();
		ask();
		ask();
		expect(task.starts).toEqual([1]);
		const again = task.started();
		task.end();
		await again;
		task.end();
		expect(task.starts).toEqual([1, 2]);
	});
});
