import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { WaypostError } from '../runtime/waypost-error.js';
import { parsePart } from './validate.js';

const schema = z.strictObject({ 'a/b': z.array(z.number()), limit: z.coerce.number().default(7) });

function failureOf(value: unknown): WaypostError {
	try {
		parsePart('body', schema, value);
	} catch (error) {
		if (error instanceof WaypostError) return error;
	}
	throw new Error('It was taken.');
}

describe('a part of a request', () => {
	test('comes out in the form of its schema', () => {
		expect(parsePart('body', schema, { 'a/b': [1] })).toEqual({ 'a/b': [1], limit: 7 });
	});

	test('is nothing where the route has no schema', () => {
		expect(parsePart('query', undefined, { x: 1 })).toBeUndefined();
	});

	test('names the place that is wrong as a JSON pointer', () => {
		expect(failureOf({ 'a/b': [1, 'two'] }).fields[0]).toMatchObject({ path: '/a~1b/1' });
	});

	test('says in a sentence which part is wrong', () => {
		expect(failureOf({ 'a/b': [1], limit: 'many' }).message).toMatch(/^The body .* \/limit: /);
	});

	test('lists no more than twenty places', () => {
		expect(failureOf({ 'a/b': Array<string>(1000).fill('x') }).fields).toHaveLength(20);
	});
});
