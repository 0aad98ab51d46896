import { expect, test } from '@jest/globals';
import { WorkSlots } from './work-slots.ts';

/** Work that ends when it is told to, and notes when it began. */
function work(begun: number[], number: number) {
	const { promise, resolve } = Promise.withResolvers<number>();
	const run = () => {
		begun.push(number);
		return promise;
	};
	return { run, end: () => resolve(number) };
}

test('so much work runs at a time, and the next begins when one has ended, in order', async () => {
	const slots = new WorkSlots(2);
	const begun: number[] = [];
	const [one, two, three, four] = [1, 2, 3, 4].map((number) => work(begun, number));
	const runs = [one!, two!, three!, four!].map(({ run }) => slots.run(run));
	expect(begun).toEqual([1, 2]);
	two!.end();
	await runs[1];
	expect(begun).toEqual([1, 2, 3]);
	for (const { end } of [one!, three!, four!]) end();
	expect(await Promise.all(runs)).toEqual([1, 2, 3, 4]);
});

test('work that fails leaves its slot to the next', async () => {
	const slots = new WorkSlots(1);
	const failed = slots.run(() => Promise.reject(new Error('no')));
	const next = slots.run(() => Promise.resolve('yes'));
	await expect(failed).rejects.toThrow('no');
	expect(await next).toBe('yes');
	expect(await slots.run(() => Promise.resolve('again'))).toBe('again');
});
