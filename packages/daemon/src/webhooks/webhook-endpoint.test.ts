import { describe, expect, test } from '@jest/globals';
import { EVENT_TYPES, type EventData, type EventType, type WaypostEvent } from '@waypost/contract';
import { laneOf, wants, type EndpointRecord } from './webhook-endpoint.js';

const CHAT = {
	...{ id: '491700000001@s.whatsapp.net', kind: 'direct' as const, name: 'Anna' },
	...{ phoneNumber: '+491700000001', lid: '123@lid' },
};
const chat = CHAT;
const message = { chat } as EventData['message.received']['message'];
const about = { messageId: 'm1', whatsappId: 'w1', chat };
const by = {
	phoneNumber: null,
	lid: null,
	name: null,
} as unknown as EventData['message.edited']['by'];

/** What each type carries, as far as an endpoint looks at it. */
const DATA: { [T in EventType]: Partial<EventData[T]> } = {
	'session.state': { from: 'connecting', to: 'connected', reason: null },
	'session.link': { method: 'qr', attempt: 1, expiresAt: null },
	'session.restriction': { restriction: null },
	'message.received': { message },
	'message.sent': { message },
	'message.status': { ...about, status: 'sent', error: null },
	'message.waiting': about,
	'message.edited': { message, by },
	'message.deleted': { ...about, by },
	'message.reaction': { ...about, from: by, emoji: '👍' },
	'group.updated': { chat, change: 'subject', by: null, members: [], value: 'Team' },
};
const OF_NO_CHAT = ['session.state', 'session.link', 'session.restriction'];

const eventOf = (type: EventType, sessionId = 'sales') =>
	({ id: 'e1', type, sessionId, at: '', data: DATA[type] }) as unknown as WaypostEvent;

const endpoint = (change: Partial<EndpointRecord> = {}): EndpointRecord => ({
	...{ id: 'w1', url: 'http://127.0.0.1/', events: [], sessions: [], chats: null, once: false },
	...{ expiresAt: null, description: '', state: 'active', disabledBecause: null, createdAt: 0 },
	...{ secret: '', oldSecret: null, oldSecretUntil: null, keyId: null, keySessions: ['*'] },
	...{ lastDeliveryAt: null, failingSince: null },
	...change,
});

describe('a webhook endpoint', () => {
	test.each(EVENT_TYPES)('that wants all gets %s', (type) => {
		expect(wants(endpoint(), eventOf(type), 0)).toBe(true);
	});

	test.each(EVENT_TYPES)('that wants only %s gets no other', (type) => {
		const wanted = EVENT_TYPES.filter((each) =>
			wants(endpoint({ events: [type] }), eventOf(each), 0),
		);
		expect(wanted).toEqual([type]);
	});

	test.each([CHAT.id, CHAT.phoneNumber, CHAT.lid])('of the chat %s gets what is of it', (id) => {
		const wanted = EVENT_TYPES.filter((type) => wants(endpoint({ chats: [id] }), eventOf(type), 0));
		expect(wanted).toEqual(EVENT_TYPES.filter((type) => !OF_NO_CHAT.includes(type)));
	});

	test('of another chat gets nothing of this one', () => {
		const other = endpoint({ chats: ['+491700000002'] });
		expect(EVENT_TYPES.filter((type) => wants(other, eventOf(type), 0))).toEqual([]);
	});

	test('gets no session that its key may not use, whatever it names', () => {
		const narrow = endpoint({ sessions: ['sales'], keySessions: ['support'] });
		expect(wants(narrow, eventOf('message.received'), 0)).toBe(false);
	});

	test.each(EVENT_TYPES)('gets %s in the order of its chat, or of its session', (type) => {
		const chatId = OF_NO_CHAT.includes(type) ? '' : CHAT.id;
		expect(laneOf(endpoint(), eventOf(type))).toBe(`sales ${chatId}`);
	});

	test('for one event gets one after the other', () => {
		const lanes = EVENT_TYPES.map((type) => laneOf(endpoint({ once: true }), eventOf(type)));
		expect(new Set(lanes).size).toBe(1);
	});
});
