import { describe, expect, test } from '@jest/globals';
import { readContent, type ContentDef } from './message-content.ts';
import type { Evaluate } from './typed-value.ts';

const translate = (key: string) => key;

/** Reads what a dialog wrote down, or where the message says it. */
const read = (def: ContentDef, msg: Readonly<Record<string, unknown>> = {}) => {
	const evaluate: Evaluate = async ({ value, type }) =>
		type === 'msg' ? msg[value] : value || undefined;
	return readContent({ def, msg: { _msgid: 'a', ...msg }, evaluate, translate });
};
const byMessage = (msg: Readonly<Record<string, unknown>>) =>
	read({ kind: 'msg', text: 'payload', textType: 'msg' }, msg);

describe('the message itself brings', () => {
	test.each([
		['a text', { payload: 'Hello' }, { text: 'Hello' }],
		['the kind that it names', { kind: 'text', payload: 'Hello', poll: {} }, { text: 'Hello' }],
		[
			'a location',
			{ location: { latitude: 52.5, longitude: '13,4', name: 'Gate' } },
			{ location: { latitude: 52.5, longitude: 13.4, name: 'Gate' } },
		],
		[
			'a contact card',
			{ contact: { name: 'Clara', phoneNumber: '+49', organization: 'Bakery', email: 'c@d.e' } },
			{ contact: { name: 'Clara', phoneNumber: '+49', organization: 'Bakery', email: 'c@d.e' } },
		],
		[
			'a poll',
			{ poll: { question: 'Lunch?', options: ['Pizza', ' ', 'Soup'], multiple: true } },
			{ poll: { question: 'Lunch?', options: ['Pizza', 'Soup'], multiple: true } },
		],
		[
			'a reaction',
			{ reaction: { messageId: 'm', emoji: '👍' } },
			{ reaction: { messageId: 'm', emoji: '👍' } },
		],
		[
			'a reaction that is taken back',
			{ reaction: { messageId: 'm' } },
			{ reaction: { messageId: 'm', emoji: '' } },
		],
	])('%s', async (_name, msg, content) => {
		expect(await byMessage(msg)).toEqual(content);
	});
});

test('what is no field of a message is not taken for its content', async () => {
	expect(await byMessage({ payload: 'Hello', location: 'Berlin', poll: ['a'] })).toEqual({
		text: 'Hello',
	});
});

test.each([
	['a number', 21.5, '21.5'],
	['true', true, 'true'],
	['bytes', Buffer.from('Door open'), 'Door open'],
])('%s is a text', async (_name, payload, text) => {
	expect(await byMessage({ payload })).toEqual({ text });
});

test('the answers of a poll are separated by semicolons or lines', async () => {
	const poll = { kind: 'poll', question: 'Lunch?', options: 'Pizza; Soup\nSalad' } as const;
	expect(await read(poll)).toEqual({
		poll: { question: 'Lunch?', options: ['Pizza', 'Soup', 'Salad'], multiple: false },
	});
});

test('a preview of the first link is asked for with a text alone', async () => {
	expect(await read({ kind: 'text', text: 'Hello', linkPreview: true })).toEqual({
		text: 'Hello',
		linkPreview: true,
	});
	const place = { kind: 'location', latitude: '1', longitude: '2' } as const;
	expect(await read({ ...place, linkPreview: true })).not.toHaveProperty('linkPreview');
});

test.each([
	['a kind that there is not', { kind: 'fax' }, 'UNKNOWN_KIND'],
	['a kind without its content', { kind: 'poll' }, 'NO_CONTENT'],
	['an empty text', { payload: ' ' }, 'NO_CONTENT'],
	['an object as text', { payload: {} }, 'INVALID_VALUE'],
	['a latitude that is no number', { location: { latitude: 'N', longitude: 1 } }, 'INVALID_VALUE'],
	['a card without a number', { contact: { name: 'Clara' } }, 'NO_CONTENT'],
	['a reaction to nothing', { reaction: { emoji: '👍' } }, 'NO_CONTENT'],
])('%s is refused', async (_name, msg, code) => {
	await expect(byMessage(msg)).rejects.toMatchObject({ code });
});
