import { describe, expect, test } from '@jest/globals';
import {
	CHAT_KINDS,
	DIRECTIONS,
	MESSAGE_KINDS,
	MESSAGE_STATUSES,
	type Direction,
	type Message,
} from '@waypost/contract';
import { toItem } from '../../nodes/shared/message-item.ts';
import { toView } from '../../packages/node-red/src/messages/message-view.ts';
import { bare, ben, CONTENT, direct, hidden, PROGRESS } from './sample-messages.ts';

const messagesOf = (direction: Direction, changes: readonly Partial<Message>[]): Message[] =>
	changes.map((change) => ({ ...bare, direction, ...change }));

/** What the two hosts show of a message: a workflow is easily made a flow, and the other way round. */
describe.each(DIRECTIONS)(
	'n8n and Node-RED show the same fields of a message that goes %s',
	(way) => {
		test.each(MESSAGE_KINDS)('of the kind %s', (kind) => {
			for (const message of messagesOf(way, CONTENT[kind])) {
				expect(toView({ ...message, kind })).toStrictEqual(toItem({ ...message, kind }));
			}
		});

		test.each(CHAT_KINDS)('in a chat of the kind %s, with people who are hidden or not', (kind) => {
			const people = [
				{ chat: { ...direct, kind }, from: ben },
				{ chat: { ...hidden, kind }, from: hidden },
			];
			for (const message of messagesOf(way, people)) {
				expect(toView(message)).toStrictEqual(toItem(message));
			}
		});

		test.each(MESSAGE_STATUSES)('that is %s', (status) => {
			for (const message of messagesOf(way, [{ status }])) {
				expect(toView(message)).toStrictEqual(toItem(message));
			}
		});

		test.each(PROGRESS)('that %s', (_what, change) => {
			for (const message of messagesOf(way, [change])) {
				expect(toView(message)).toStrictEqual(toItem(message));
			}
		});
	},
);

/** Both hosts could leave out the same thing. */
test.each(MESSAGE_KINDS)('all that a message of the kind %s carries is shown', (kind) => {
	for (const content of CONTENT[kind]) {
		const fields = Object.keys(content);
		expect(Object.keys(toItem({ ...bare, kind, ...content }))).toEqual(
			expect.arrayContaining(fields),
		);
	}
});
