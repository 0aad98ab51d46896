import { describe, expect, test } from '@jest/globals';
import type { EventData, EventType } from '@waypost/contract';
import type { TriggerEvent } from '../../nodes/WaypostTrigger/event-data.ts';
import { toEventItem } from '../../nodes/WaypostTrigger/event-item.ts';

const AT = '2026-11-21T10:00:00.000Z';
const ben = { id: '49170@s.whatsapp.net', phoneNumber: '+49170', lid: '1@lid', name: 'Ben' };
const hidden = { id: '2@lid', phoneNumber: null, lid: '2@lid', name: null };
const direct = { ...ben, kind: 'direct' } as const;
const group = { id: 'g@g.us', phoneNumber: null, lid: null, name: 'Team', kind: 'group' } as const;

const itemOf = <T extends EventType>(type: T, data: EventData[T]) =>
	toEventItem({ id: 'evt-1', type, sessionId: 'sales', at: AT, data } as TriggerEvent);

/** Those that a test with a phone can hardly bring about; the others are in trigger-events.test.ts. */
describe('an event as an item', () => {
	test('begins with what all events have', () => {
		const item = itemOf('session.link', { method: 'qr', attempt: 2, expiresAt: AT });
		expect(item).toEqual({
			event: 'session.link',
			eventId: 'evt-1',
			sessionId: 'sales',
			method: 'qr',
			attempt: 2,
			expiresAt: AT,
			at: AT,
		});
	});

	test('of a message that was not sent says why', () => {
		const error = { code: 'MESSAGE_REJECTED', detail: 'WhatsApp refused it.', retryable: false };
		const data = {
			messageId: 'm1',
			whatsappId: 'W',
			chat: direct,
			status: 'failed',
			error,
		} as const;
		expect(itemOf('message.status', data as EventData['message.status'])).toMatchObject({
			messageId: 'm1',
			chatId: '49170@s.whatsapp.net',
			chatName: 'Ben',
			isGroup: false,
			status: 'failed',
			failedBecause: { code: 'MESSAGE_REJECTED', detail: 'WhatsApp refused it.' },
		});
	});

	test('of a message that waits says for what, and until when', () => {
		const waiting = { code: 'pacing', until: AT, position: 3 } as const;
		const data = { messageId: 'm1', whatsappId: 'W', chat: group, waiting };
		expect(itemOf('message.waiting', data)).toMatchObject({
			messageId: 'm1',
			chatId: 'g@g.us',
			isGroup: true,
			waiting: 'pacing',
			waitingUntil: AT,
		});
	});

	test('of a restriction says whether there is one', () => {
		const restriction = { code: 'reach-out-time-lock', until: AT } as const;
		expect(itemOf('session.restriction', { restriction })).toMatchObject({
			isRestricted: true,
			restriction: 'reach-out-time-lock',
			until: AT,
		});
		expect(itemOf('session.restriction', { restriction: null })).toMatchObject({
			isRestricted: false,
		});
	});

	test('names people by their number, or by their ID when they hide it', () => {
		const data = { chat: group, change: 'members-added', by: ben, members: [ben, hidden] } as const;
		expect(itemOf('group.updated', { ...data, members: [ben, hidden], value: null })).toMatchObject(
			{
				by: '+49170',
				byName: 'Ben',
				members: ['+49170', '2@lid'],
			},
		);
	});

	test('of a type that only a newer daemon has is given as it came', () => {
		const event = { id: 'evt-1', type: 'poll.closed', sessionId: 'sales', at: AT };
		const item = toEventItem({ ...event, data: { votes: 3 } } as unknown as TriggerEvent);
		expect(item).toMatchObject({ event: 'poll.closed', eventId: 'evt-1', votes: 3 });
	});
});
