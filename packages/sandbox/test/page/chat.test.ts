import { describe, expect, test } from '@jest/globals';
import { bubblesOf } from '../../page/chat/bubbles.js';
import { cardOf, numbersIn } from '../../page/chat/contact-card.js';
import { formatSeconds, formatSize, summaryOf } from '../../page/chat/message-words.js';
import { partsOf } from '../../page/chat/text-parts.js';
import type { DisplayedMessage } from '../../src/index.js';

const ANNA = '+491700000001';
const BOB = '+491700000002';

function message(changes: Partial<DisplayedMessage>): DisplayedMessage {
	return {
		...{ id: 'A', seq: 1, direction: 'in', chat: BOB, from: BOB, kind: 'text', text: 'hi' },
		...{ attachment: null, at: '2026-01-02T12:00:00.000Z', copies: 1, replyTo: null },
		...{ read: false, played: false, delivered: true, edited: false, deleted: false },
		...{ mentions: [], quoted: null, location: null, contacts: [], poll: null, linkPreview: null },
		...{ groupInvite: null, expiresAt: null },
		...changes,
	};
}

describe('the messages of a chat', () => {
	const reaction = (from: string, text: string) =>
		message({ id: `R${from}${text}`, from, kind: 'reaction', text, replyTo: 'A' });

	test('carry the last reaction of each person', () => {
		const [bubble, ...more] = bubblesOf([
			message({}),
			reaction(ANNA, '👍'),
			reaction(BOB, '😮'),
			reaction(ANNA, '❤️'),
		]);
		expect(more).toEqual([]);
		expect(bubble?.reactions).toEqual([
			{ from: ANNA, emoji: '❤️' },
			{ from: BOB, emoji: '😮' },
		]);
	});

	test('lose a reaction that was taken back', () => {
		const [bubble] = bubblesOf([message({}), reaction(ANNA, '👍'), reaction(ANNA, '')]);
		expect(bubble?.reactions).toEqual([]);
	});

	test('begin each day anew, and each person', () => {
		const bubbles = bubblesOf([
			message({ id: 'A' }),
			message({ id: 'B' }),
			message({ id: 'C', from: ANNA }),
			message({ id: 'D', from: ANNA, at: '2026-01-04T12:00:00.000Z' }),
		]);
		expect(bubbles.map(({ day, follows }) => [day !== null, follows])).toEqual([
			[true, false],
			[false, true],
			[false, false],
			[true, false],
		]);
	});
});

describe('a message in one line', () => {
	test.each([
		[{ text: 'hello' }, 'hello'],
		[{ deleted: true, text: null }, 'Deleted message'],
		[{ kind: 'image', text: 'The door' }, 'Picture: The door'],
		[{ kind: 'voice-note', text: null }, 'Voice note'],
		[{ kind: 'reaction', text: '👍' }, 'Reacted with 👍'],
		[{ kind: 'reaction', text: '' }, 'Took a reaction back'],
		[{ kind: 'poll', text: 'Which day?' }, 'Poll: Which day?'],
		[{ kind: 'contact', contacts: [{ name: 'Bob', vcard: '' }] }, 'Contact: Bob'],
	] as const)('%j is "%s"', (changes, words) => {
		expect(summaryOf(message(changes))).toBe(words);
	});
});

describe('a text', () => {
	const people = [{ phoneNumber: BOB, lid: '123456789012345@lid', name: 'Bob' }];

	test('shows people by name, whichever address names them', () => {
		expect(partsOf('@491700000002 and @123456789012345', [BOB], people)).toEqual([
			{ is: 'mention', text: '@Bob' },
			{ is: 'words', text: ' and ' },
			{ is: 'mention', text: '@Bob' },
		]);
	});

	test('leaves digits alone that mention nobody', () => {
		expect(partsOf('@491700000002', [], people)).toEqual([{ is: 'words', text: '@491700000002' }]);
	});

	test('has addresses to open, without the full stop after them', () => {
		expect(partsOf('See https://a.example/b?c=1.', [], [])).toEqual([
			{ is: 'words', text: 'See ' },
			{ is: 'link', text: 'https://a.example/b?c=1' },
			{ is: 'words', text: '.' },
		]);
	});

	test('has no address that would run a script', () => {
		expect(partsOf('javascript:alert(1)', [], [])).toEqual([
			{ is: 'words', text: 'javascript:alert(1)' },
		]);
	});
});

describe('numbers in words', () => {
	test('a contact card holds its number', () => {
		expect(numbersIn(cardOf('Bob; Smith', '+49 170 0000002'))).toEqual(['+491700000002']);
	});

	test.each([
		[0, '0:00'],
		[9.7, '0:09'],
		[65, '1:05'],
	])('%d seconds are %s', (seconds, words) => {
		expect(formatSeconds(seconds)).toBe(words);
	});

	test.each([
		[999, '999 B'],
		[1_500, '1.5 kB'],
		[184_320, '184 kB'],
		[2_400_000, '2.4 MB'],
	])('%d bytes are %s', (bytes, words) => {
		expect(formatSize(bytes)).toBe(words);
	});
});
