import { describe, expect, test } from '@jest/globals';
import type { Message, WaypostEvent } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { World } from '../world.js';

/** Ten seconds of silence, five times as fast; so are the waits of the outbox. `SPEED=1` is real time. */
const SPEED = Number(process.env['SPEED'] ?? 5);
const SILENCE_MS = 10_000 / SPEED;
const OUTBOX_TIMES = { ack: 20_000 / SPEED, inDoubt: 3_000 / SPEED, refusal: 2_000 / SPEED };
const PATIENCE_MS = 60_000;
const PEOPLE = 4;
const TEXTS_EACH = 5;

const people = (world: World): Promise<Phone[]> =>
	Promise.all(
		Array.from({ length: PEOPLE }, (_, n) =>
			world.sandbox.addPhone({ phoneNumber: `+49171000000${n}` }),
		),
	);

const textsFor = (person: number) =>
	Array.from({ length: TEXTS_EACH }, (_, n) => `${n} for ${person}`);

/** Accepts 20 texts, in turn to four people. */
async function acceptTexts(world: World, to: readonly Phone[]): Promise<Message[]> {
	const accepted: Message[] = [];
	for (let n = 0; n < TEXTS_EACH; n++) {
		for (const [person, { phoneNumber }] of to.entries()) {
			accepted.push(await world.sendText('sales', phoneNumber, textsFor(person)[n] ?? ''));
		}
	}
	return accepted;
}

const displayed = (to: readonly Phone[]) =>
	to.map((phone) => phone.messages({ direction: 'in' }).map(({ text }) => text));

const all = (to: readonly Phone[]) => to.map((_, person) => textsFor(person));

const wasToldSent = ({ type, data }: WaypostEvent): boolean =>
	type === 'message.status' && ['sent', 'delivered', 'read'].includes(data.status);

describe('a link to WhatsApp that falls silent without closing', () => {
	test(
		'calls none of 20 texts sent while no phone has them; each is displayed once afterwards',
		async () => {
			await using world = await World.start({ outboxTimes: OUTBOX_TIMES });
			await world.linkedSession();
			const to = await people(world);
			// What is accepted for people the session has written to before leaves at once.
			for (const { phoneNumber } of to) await world.sendText('sales', phoneNumber, 'hello');
			for (const phone of to) await phone.nextMessage();
			const silence = world.sandbox.faults.add({ match: { tag: 'message' }, action: 'silence' });
			const accepted = await acceptTexts(world, to);
			await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
			const statuses = await Promise.all(accepted.map(({ id }) => world.message('sales', id)));
			expect(new Set(statuses.map(({ status }) => status))).toEqual(
				new Set(['accepted', 'sending']),
			);
			expect(displayed(to)).toEqual(to.map(() => ['hello']));
			silence.remove();
			for (const [n, phone] of to.entries()) {
				const last = textsFor(n).at(-1);
				await phone.nextMessage({ where: ({ text }) => text === last, timeoutMs: PATIENCE_MS });
			}
			expect(displayed(to)).toEqual(all(to).map((texts) => ['hello', ...texts]));
			for (const { id } of accepted) {
				await world.event(
					'message.status',
					(event) => event.data.messageId === id && wasToldSent(event),
				);
			}
		},
		PATIENCE_MS,
	);

	test(
		'and that is given up: the texts are displayed once by the connection after it',
		async () => {
			await using world = await World.start({
				outboxTimes: OUTBOX_TIMES,
				tuning: { keepAliveIntervalMs: 500 },
			});
			await world.linkedSession();
			const to = await people(world);
			const silence = world.sandbox.faults.add({ action: 'silence' });
			await world.call('GET', '/v1/sessions/sales');
			const accepting = acceptTexts(world, to);
			await world.waitForState('sales', 'reconnecting');
			silence.remove();
			await accepting;
			for (const [n, phone] of to.entries()) {
				const last = textsFor(n).at(-1);
				await phone.nextMessage({ where: ({ text }) => text === last, timeoutMs: PATIENCE_MS });
			}
			expect(displayed(to)).toEqual(all(to));
		},
		PATIENCE_MS,
	);
});
