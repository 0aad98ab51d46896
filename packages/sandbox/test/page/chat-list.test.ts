import { describe, expect, test } from '@jest/globals';
import { withMessage } from '../../page/state/chat-list.js';
import type { DisplayedMessage, PhoneChat } from '../../src/index.js';

const BOB = '+491700000002';
const CAROL = '+491700000003';

const message = (changes: Partial<DisplayedMessage>) =>
	({
		seq: 1,
		chat: BOB,
		direction: 'in',
		read: false,
		kind: 'text',
		...changes,
	}) as DisplayedMessage;

const chat = (id: string, changes: Partial<PhoneChat> = {}): PhoneChat => ({
	...{ id, kind: 'direct', name: id, unread: 0, lastMessage: message({ chat: id }) },
	...changes,
});

describe('the list of chats, when a message comes', () => {
	test('has its chat at the top, with the message as its last and one more unread', () => {
		const came = message({ seq: 2, chat: CAROL });
		const [first, ...others] = withMessage([chat(BOB), chat(CAROL)], came, 'Carol');
		expect(first).toMatchObject({ id: CAROL, unread: 1, lastMessage: came });
		expect(others).toEqual([chat(BOB)]);
	});

	test('counts neither own messages nor reactions as unread', () => {
		const own = message({ seq: 2, direction: 'out' });
		expect(withMessage([chat(BOB)], own, 'Bob')[0]).toMatchObject({ unread: 0, lastMessage: own });
		const reaction = message({ seq: 3, kind: 'reaction' });
		expect(withMessage([chat(BOB)], reaction, 'Bob')[0]?.unread).toBe(0);
	});

	test('shows the last message as it is now, in its place', () => {
		const changed = message({ chat: CAROL, edited: true });
		const list = withMessage([chat(BOB), chat(CAROL)], changed, 'Carol');
		expect(list.map(({ lastMessage }) => lastMessage?.edited ?? false)).toEqual([false, true]);
	});

	test('stays as it is when an older message changes', () => {
		const before = [chat(BOB, { lastMessage: message({ seq: 5 }) })];
		expect(withMessage(before, message({ seq: 4, edited: true }), 'Bob')).toBe(before);
	});

	test('has a chat that begins, by its name', () => {
		const [first] = withMessage([], message({ chat: CAROL }), 'Carol');
		expect(first).toMatchObject({ id: CAROL, kind: 'direct', name: 'Carol', unread: 1 });
	});

	test('has none for statuses', () => {
		expect(withMessage([], message({ chat: 'status@broadcast' }), '')).toEqual([]);
	});
});
