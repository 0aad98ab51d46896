import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Message } from '@waypost/client';
import { DaemonConnection } from '../daemon/daemon-connection.ts';
import { MessageSender } from './message-sender.ts';

const say = () => {};
const log = { lost: say, restored: say, missed: say, failed: say };
const ACCEPTED = { status: 'accepted', sendAt: null } as Message;

let daemon: DaemonConnection;
let sender: MessageSender;
beforeEach(() => {
	daemon = new DaemonConnection({ url: 'http://127.0.0.1:9', apiKey: 'wp_test', log });
	sender = new MessageSender(daemon, (key) => key);
});
afterEach(() => daemon.close());

/** Sends the names of their recipients, and holds back the answer to the first. */
function sendTo(...recipients: string[]) {
	const begun: string[] = [];
	const answer = Promise.withResolvers<Message>();
	const sent = recipients.map((recipient, index) =>
		sender.send({
			...{ sessionId: 'sales', recipient, idempotencyKey: recipient },
			wait: { until: 'accepted', seconds: 1 },
			accept: () => {
				begun.push(recipient);
				return index === 0 ? answer.promise : Promise.resolve(ACCEPTED);
			},
		}),
	);
	const end = async () => {
		answer.resolve(ACCEPTED);
		await Promise.all(sent);
	};
	return { begun, sent, end };
}

test.each([
	['in two spellings', '+49 170 0000001', '0049-170-0000001'],
	['by its number and by its id', '+491700000001', '491700000001@s.whatsapp.net'],
])('messages to one chat are handed over in order, named %s', async (_, one, two) => {
	const { begun, end } = sendTo(one, two, '+491700000002');
	await new Promise(setImmediate);
	expect(begun).toEqual([one, '+491700000002']);
	await end();
	expect(begun).toEqual([one, '+491700000002', two]);
});
