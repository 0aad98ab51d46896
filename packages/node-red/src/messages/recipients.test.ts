import { expect, test } from '@jest/globals';
import { recipientsOf } from './recipients.ts';

const translate = (key: string) => key;
const listOf = (value: unknown) => recipientsOf(value, translate).list;

test.each([
	['a number', '+49 170 0000001', ['+49 170 0000001']],
	['a number as a number', 491700000001, ['491700000001']],
	['the id of a group', '123-456@g.us', ['123-456@g.us']],
	['several in one text', '+491700000001, +491700000002;\n123@g.us', 3],
	['a list', ['+491700000001', 491700000002], ['+491700000001', '491700000002']],
	['a list with empty places', ['+491700000001', ''], ['+491700000001']],
	['the same one twice', ['+491700000001', ' +491700000001'], ['+491700000001']],
	['one number in two spellings', ['+49 170 0000001', '491700000001'], ['+49 170 0000001']],
])('%s', (_name, value, expected) => {
	const list = listOf(value);
	expect(typeof expected === 'number' ? list.length : list).toEqual(expected);
});

test.each([
	['nothing', undefined],
	['an empty text', ' , '],
	['an empty list', []],
	['an object', { phoneNumber: '+491700000001' }],
	['a list with something else in it', ['+491700000001', null]],
])('%s is no recipient', (_name, value) => {
	expect(() => listOf(value)).toThrow(expect.objectContaining({ code: 'NO_RECIPIENT' }));
});

test('a list of one is a list: its idempotency key stands for each of a list', () => {
	expect(recipientsOf(['+491700000001'], translate).isList).toBe(true);
	expect(recipientsOf('+491700000001', translate).isList).toBe(false);
	expect(recipientsOf('+491700000001, +491700000002', translate).isList).toBe(true);
});
