import { describe, expect, test } from '@jest/globals';
import type { Message, Session } from '@waypost/contract';
import { WebServer } from '../media/web-server.js';
import { World } from '../world.js';

/** Short gaps, so that the test sees them without taking long. */
const QUICK = {
	enabled: true,
	gap: { min: 0.3, max: 0.3 },
	newChatGap: { min: 0.3, max: 0.3 },
	newChatsPerHour: 2,
};

const pace = (world: World, pacing: object | null) =>
	world.call<Session>('PATCH', '/v1/sessions/sales', { json: { pacing } });

describe('pacing', () => {
	test('is off in the sandbox, where there is no number to protect, and risks nothing there', async () => {
		await using world = await World.start();
		const session = await world.createSession();
		expect(session.pacing).toMatchObject({ enabled: false, perMinute: 20, risk: null });
	});

	test('set by PATCH is kept over a restart; what is not named stays; null brings the defaults back', async () => {
		await using world = await World.start();
		await world.createSession();
		await pace(world, QUICK);
		await pace(world, { perMinute: 7 });
		await world.restart();
		expect((await world.session('sales')).pacing).toMatchObject({ ...QUICK, perMinute: 7 });
		const { body } = await pace(world, null);
		expect(body.pacing).toMatchObject({ enabled: false, perMinute: 20 });
	});

	test('lets no field through that it does not know, nor a gap that ends before it begins', async () => {
		await using world = await World.start();
		await world.createSession();
		expect((await pace(world, { burst: 9 })).status).toBe(400);
		expect((await pace(world, { gap: { min: 2, max: 1 } })).status).toBe(400);
	});

	test('takes one of several that may not wait and come at the same time', async () => {
		await using server = await new WebServer().listen();
		const asked = Promise.withResolvers<void>();
		server.on('/offer.pdf', (_request, response) => {
			if (server.requests.length === 3) asked.resolve();
			void asked.promise.then(() =>
				response.setHeader('content-type', 'application/pdf').end('%PDF-1.7\n%%EOF\n'),
			);
		});
		await using world = await World.start({ config: { outboundAllow: [server.host] } });
		const { phone: anna } = await world.linkedSession();
		const ben = await world.ben();
		await ben.sendText(anna.phoneNumber, 'Hello');
		await world.event('message.received');
		await pace(world, { enabled: true, gap: { min: 60, max: 60 } });
		const attachment = { url: server.url('/offer.pdf') };
		const json = { to: ben.phoneNumber, attachment, queue: false };
		const answers = await Promise.all(
			[1, 2, 3].map(() => world.call('POST', '/v1/sessions/sales/messages', { json })),
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([202, 429, 429]);
	});

	test('asked for holds new chats back, says until when, and remembers them over a restart', async () => {
		await using world = await World.start();
		await world.linkedSession();
		await pace(world, QUICK);
		const people = await Promise.all(
			['+491700000011', '+491700000012', '+491700000013'].map((phoneNumber) =>
				world.sandbox.addPhone({ phoneNumber, name: phoneNumber }),
			),
		);
		const sent: Message[] = [];
		for (const { phoneNumber } of people)
			sent.push(await world.sendText('sales', phoneNumber, 'Hi'));
		await Promise.all(people.slice(0, 2).map((person) => person.nextMessage()));
		const last = sent[2]!;
		await world.event('message.waiting', ({ data }) => data.messageId === last.id);
		await world.restart();
		await world.waitForState('sales', 'connected');
		const { status, waiting } = await world.message('sales', last.id);
		expect([status, waiting?.code]).toEqual(['accepted', 'new-chat-limit']);
		expect(Date.parse(waiting?.until ?? '') - Date.now()).toBeGreaterThan(55 * 60_000);
		expect(people[2]!.messages()).toEqual([]);
	});

	test('refuses what may not wait, with the time to wait', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await pace(world, { ...QUICK, gap: { min: 600, max: 600 } });
		await world.sendText('sales', ben.phoneNumber, 'Hi');
		await ben.nextMessage();
		const answer = await world.refusal('POST', '/v1/sessions/sales/messages', {
			json: { to: ben.phoneNumber, text: 'again', queue: false },
		});
		expect([answer.status, answer.body.code]).toEqual([429, 'PACING_LIMIT']);
		expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(500);
	});

	test('that is loosened lets what waits go at once', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await pace(world, { ...QUICK, gap: { min: 600, max: 600 } });
		await world.sendText('sales', ben.phoneNumber, 'one');
		await ben.nextMessage();
		const waits = await world.sendText('sales', ben.phoneNumber, 'two');
		expect((await world.message('sales', waits.id)).waiting?.code).toBe('pacing');
		await pace(world, { enabled: false });
		expect((await ben.nextMessage()).text).toBe('two');
	});
});
