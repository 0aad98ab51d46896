import { expect, test } from '@jest/globals';
import { AddressBook } from './address-book.js';

function newBook(stored: Record<string, string> = {}) {
	const learned: object[] = [];
	const book = new AddressBook({
		stored: (lid) => stored[lid],
		onLearned: (pair) => learned.push(pair),
	});
	return { book, learned };
}

test('a pair that was learned is known, and told once', () => {
	const { book, learned } = newBook();
	for (const device of ['', ':2']) {
		book.learn({ lid: `900002${device}@lid`, pn: `491700000002${device}@s.whatsapp.net` });
	}
	expect(book.phoneNumberOf('900002@lid')).toBe('+491700000002');
	expect(learned).toEqual([{ lid: '900002@lid', phoneNumber: '+491700000002' }]);
});

test('what an earlier connection learned is known', () => {
	const { book } = newBook({ '900002@lid': '+491700000002' });
	expect(book.phoneNumberOf('900002@lid')).toBe('+491700000002');
});

test('a new number of the same person takes the place of the old one', () => {
	const { book } = newBook({ '900002@lid': '+491700000002' });
	book.learn({ lid: '900002@lid', pn: '491700000009@s.whatsapp.net' });
	expect(book.phoneNumberOf('900002@lid')).toBe('+491700000009');
});

test.each([
	[null, '491700000002@s.whatsapp.net'],
	['900002@lid', null],
	['900002@lid', '1203@g.us'],
	['491700000002@s.whatsapp.net', '900002@lid'],
])('%s and %s are no pair', (lid, pn) => {
	const { book, learned } = newBook();
	book.learn({ lid, pn });
	expect(learned).toEqual([]);
});
