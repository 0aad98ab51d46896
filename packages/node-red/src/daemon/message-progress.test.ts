import { expect, test } from '@jest/globals';
import type { Message } from '@waypost/client';
import { MessageProgress } from './message-progress.js';

const accepted = { id: 'm1', status: 'accepted', error: null, waiting: null } as Message;
const sent = { messageId: 'm1', status: 'sent', error: null } as const;
const REJECTED = {
	code: 'MESSAGE_REJECTED',
	detail: '',
	upstreamCode: null,
	retryable: false,
} as const;

test('a message is given when it has come as far as asked', async () => {
	const progress = new MessageProgress();
	const delivered = progress.wait(accepted, { until: 'delivered', seconds: 60 });
	progress.note(sent);
	progress.note({ ...sent, status: 'delivered' });
	expect(await delivered).toMatchObject({ id: 'm1', status: 'delivered' });
});

test('an event that is here before the answer counts', async () => {
	const progress = new MessageProgress();
	progress.note(sent);
	const message = await progress.wait(accepted, { until: 'sent', seconds: 60 });
	expect(message).toMatchObject({ status: 'sent' });
});

test('what failed is given at once, with its error', async () => {
	const progress = new MessageProgress();
	const waiting = progress.wait(accepted, { until: 'delivered', seconds: 60 });
	progress.note({ ...sent, status: 'failed', error: REJECTED });
	expect(await waiting).toMatchObject({ status: 'failed', error: REJECTED });
});

test('when the time is up the message is given as far as it has come', async () => {
	const progress = new MessageProgress();
	const waiting = progress.wait(accepted, { until: 'delivered', seconds: 0.01 });
	progress.note(sent);
	expect(await waiting).toMatchObject({ status: 'sent' });
});

test('waiting ends when nothing is heard any more, and when its signal says so', async () => {
	const progress = new MessageProgress();
	const first = progress.wait(accepted, { until: 'sent', seconds: 60 });
	progress.release();
	expect(await first).toBe(accepted);
	const stop = new AbortController();
	const second = progress.wait(accepted, { until: 'sent', seconds: 60, signal: stop.signal });
	stop.abort();
	expect(await second).toBe(accepted);
});

test('an older status does not take a message back', async () => {
	const progress = new MessageProgress();
	progress.note(sent);
	const read = { ...accepted, status: 'read' } as Message;
	expect(await progress.wait(read, { until: 'delivered', seconds: 60 })).toBe(read);
});
