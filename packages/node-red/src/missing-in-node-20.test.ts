import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { anySignal, parseUrl } from './missing-in-node-20.ts';

/** Frees what nobody has any more, and lets be done what is to be done then. */
async function collectGarbage(): Promise<void> {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	for (let turn = 0; turn < 5; turn++) {
		await new Promise(setImmediate);
		collect();
	}
}

test('an address is parsed, and what is none is null', () => {
	expect(parseUrl('http://127.0.0.1:9297/')?.port).toBe('9297');
	expect(parseUrl('nonsense')).toBeNull();
});

describe('a signal that follows others', () => {
	test('is aborted by each of them, for its reason', () => {
		const [one, two] = [new AbortController(), new AbortController()];
		const signal = anySignal([one.signal, two.signal]);
		expect(signal.aborted).toBe(false);
		two.abort('two');
		expect([signal.aborted, signal.reason]).toEqual([true, 'two']);
	});

	test('keeps the first reason', () => {
		const [one, two] = [new AbortController(), new AbortController()];
		const signal = anySignal([one.signal, two.signal]);
		one.abort('one');
		two.abort('two');
		expect(signal.reason).toBe('one');
	});

	test('is aborted from the beginning when one of them is', () => {
		const { signal } = new AbortController();
		expect(anySignal([signal, AbortSignal.abort('over')]).reason).toBe('over');
	});

	test('follows further through one that nobody else has', async () => {
		const one = new AbortController();
		const other = () => new AbortController().signal;
		const signal = anySignal([anySignal([one.signal, other()]), other()]);
		await collectGarbage();
		one.abort('one');
		expect(signal.reason).toBe('one');
	});

	test('is, with all others that follow, one listener', () => {
		const { signal } = new AbortController();
		const following = Array.from({ length: 20 }, () => anySignal([signal]));
		expect(getEventListeners(signal, 'abort')).toHaveLength(1);
		expect(following).toHaveLength(20);
	});

	test('is not kept by them', async () => {
		const { signal } = new AbortController();
		const following = Array.from({ length: 20 }, () => new WeakRef(anySignal([signal])));
		await collectGarbage();
		expect(following.filter((each) => each.deref() !== undefined)).toEqual([]);
	});
});
