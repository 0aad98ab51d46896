import { describe, expect, test } from '@jest/globals';
import {
	EVENT_TYPES,
	type Chat,
	type EventData,
	type EventType,
	type Message,
	type WaypostEvent,
} from '@waypost/contract';
import { toEventItem } from '../../nodes/WaypostTrigger/event-item.ts';
import { toEventView } from '../../packages/node-red/src/receiving/event-view.ts';
import { bare, ben, direct, hidden } from './sample-messages.ts';

const AT = '2026-11-21T10:00:00.000Z';
const unnamed: Chat = { ...hidden, kind: 'direct' };
const group: Chat = { id: 'g@g.us', phoneNumber: null, lid: null, name: 'Team', kind: 'group' };

/** One that says as much as one can, from a hidden number in a group. */
const full: Message = {
	...bare,
	chat: group,
	from: hidden,
	text: 'Hello',
	attachment: { mimeType: 'image/png', fileName: 'a.png', size: 1, sha256: 'ab', url: '/a' },
	location: { latitude: 1, longitude: 2, name: 'Gate', address: null },
	contacts: [{ name: 'Clara', phoneNumber: '+49171', vcard: 'BEGIN:VCARD' }],
	poll: { question: 'Lunch?', options: ['Pizza', 'Soup'], multiple: true },
	reaction: '👍',
	target: 'm0',
	mentions: [ben, hidden],
	replyTo: 'm0',
	waiting: { code: 'pacing', until: AT, position: 1 },
	sendAt: AT,
	expiresAt: AT,
};
const sent: Message = { ...full, direction: 'out', chat: unnamed, from: ben, status: 'sent' };

/** Of each type what it can bring: with all that may be there, and without. */
const EVENTS: { [T in EventType]: readonly EventData[T][] } = {
	'session.state': [
		{ from: 'connecting', to: 'connected', reason: null },
		{
			from: 'connected',
			to: 'unlinked',
			reason: { code: 'logged-out', sentence: 'Unlinked.', comesBack: false, upstreamCode: 401 },
		},
	],
	'session.link': [
		{ method: 'qr', attempt: 2, expiresAt: AT },
		{ method: 'code', attempt: 1, expiresAt: null },
	],
	'session.restriction': [
		{ restriction: null },
		{ restriction: { code: 'reach-out-time-lock', until: AT } },
	],
	'message.received': [{ message: bare }, { message: full }],
	'message.sent': [{ message: sent }],
	'message.status': [
		{ messageId: 'm1', whatsappId: 'W', chat: direct, status: 'delivered', error: null },
	],
	'message.waiting': [
		{
			messageId: 'm1',
			whatsappId: 'W',
			chat: group,
			waiting: { code: 'pacing', until: AT, position: 1 },
		},
	],
	'message.edited': [{ message: full, by: hidden }],
	'message.deleted': [
		{ messageId: 'm1', whatsappId: 'W', chat: direct, by: ben },
		{ messageId: null, whatsappId: 'W', chat: unnamed, by: hidden },
	],
	'message.reaction': [
		{ messageId: 'm1', whatsappId: 'W', chat: group, from: ben, emoji: '👍' },
		{ messageId: null, whatsappId: 'W', chat: direct, from: hidden, emoji: '' },
	],
	'group.updated': [
		{ chat: group, change: 'members-added', by: ben, members: [hidden, ben], value: null },
		{ chat: group, change: 'subject', by: null, members: [], value: 'New' },
	],
};

const eventOf = <T extends EventType>(type: T, data: EventData[T]) =>
	({ id: 'evt-1', type, sessionId: 'sales', at: AT, data }) as WaypostEvent;

/** What the two hosts show of an event: a workflow is easily made a flow, and the other way round. */
describe('n8n and Node-RED show the same fields of', () => {
	test.each(EVENT_TYPES)('%s', (type) => {
		for (const data of EVENTS[type]) {
			const event = eventOf(type, data);
			expect(toEventView(event)).toEqual(toEventItem(event));
		}
	});
});

test('only why a message failed is in other fields: n8n takes one called error for a failure of its own', () => {
	const event = eventOf('message.status', {
		messageId: 'm1',
		whatsappId: 'W',
		chat: direct,
		status: 'failed',
		error: { code: 'MESSAGE_REJECTED', detail: 'No.', upstreamCode: 499, retryable: false },
	});
	const { failedBecause, ...item } = toEventItem(event);
	expect(failedBecause).toEqual({ code: 'MESSAGE_REJECTED', detail: 'No.' });
	expect(toEventView(event)).toEqual({ ...item, error: 'No.', errorCode: 'MESSAGE_REJECTED' });
});
