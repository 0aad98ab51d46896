import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { NodeRedWorld } from './node-red-world.ts';
import { CATCH, CAUGHT, COMPLETE, COMPLETED, OUT, sendNode, type Caught } from './send-flow.ts';

let world: NodeRedWorld;
beforeEach(async () => {
	world = await NodeRedWorld.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const load = (changes: object = {}, ...others: Parameters<NodeRedWorld['load']>) =>
	world.load(...others, sendNode(changes), OUT, CATCH, CAUGHT, COMPLETE, COMPLETED);

const failure = async (msg: object): Promise<Caught['error']> =>
	((await world.exchange('send', msg, 'caught')) as unknown as Caught).error;

const HELLO = { payload: 'Hello', to: '+491700000002' };

test('without a connection the node says so, under it and for each message', async () => {
	await load({ config: '' });
	await world.shows('send', 'red ring no connection');
	expect(await failure(HELLO)).toMatchObject({
		code: 'NO_CONFIG',
		message: expect.stringMatching(/^This node has no Waypost connection\. Open it/),
	});
});

test('a connection that was deleted is no connection', async () => {
	await load({ config: 'gone' });
	await world.shows('send', 'red ring no connection');
	expect(await failure(HELLO)).toMatchObject({ code: 'NO_CONFIG' });
});

test('an empty key is named', async () => {
	world.useKey('');
	await load({}, world.config());
	await world.shows('send', 'red ring no API key');
	expect(await failure(HELLO)).toMatchObject({ code: 'INVALID_API_KEY' });
});

test('an address that is none is named', async () => {
	await load({}, world.config('config', '127.0.0.1:9297'));
	await world.shows('send', 'red ring address not usable');
	expect(await failure(HELLO)).toMatchObject({ code: 'INVALID_URL' });
});

test('a wrong key is named, and never shown', async () => {
	world.useKey('wp_wrong');
	await load({}, world.config());
	await world.shows('send', 'red ring wrong API key');
	const error = await failure(HELLO);
	expect(error).toMatchObject({
		code: 'UNAUTHORIZED',
		message: expect.stringContaining('The API key is not known to Waypost.'),
		source: { id: 'send' },
		cause: { code: 'UNAUTHORIZED', status: 401, retryable: false },
	});
	expect(JSON.stringify(error)).not.toContain('wp_wrong');
});

test('a session that does not exist is named', async () => {
	await load({}, world.config());
	await world.shows('send', 'red ring no such session');
	expect(await failure(HELLO)).toMatchObject({ code: 'SESSION_NOT_FOUND' });
});

test('a session without a phone is named', async () => {
	await world.waypost.createSession('sales');
	await load({}, world.config());
	await world.shows('send', 'red ring not linked');
	expect(await failure(HELLO)).toMatchObject({
		code: 'SESSION_NOT_LINKED',
		message: expect.stringContaining('scan the QR code'),
	});
});

test('no daemon is named, and a flow can see that trying again may help', async () => {
	const { url } = world.waypost.daemon;
	await world.waypost.daemon.close();
	await load({}, world.config('config', url));
	await world.shows('send', 'red ring Waypost not reached');
	expect(await failure(HELLO)).toMatchObject({
		code: 'UNREACHABLE',
		cause: { code: 'UNREACHABLE', systemCode: 'ECONNREFUSED', retryable: true },
	});
});

test.each([
	['no recipient', { payload: 'Hello' }, 'NO_RECIPIENT'],
	['an object as recipient', { payload: 'Hello', to: {} }, 'NO_RECIPIENT'],
	['no text', { to: '+491700000002' }, 'NO_CONTENT'],
	['an object as text', { payload: { a: 1 }, to: '+491700000002' }, 'INVALID_VALUE'],
	['a time that is none', { ...HELLO, sendAt: 'soon' }, 'INVALID_VALUE'],
	['a national number', { payload: 'Hello', to: '0170 0000002' }, 'INVALID_NUMBER'],
])('%s is an error in words', async (_name, msg, code) => {
	await world.waypost.linkedSession('sales');
	await load({}, world.config());
	const error = await failure(msg);
	expect(error.code).toBe(code);
	expect(error.message).toMatch(/^(The|No|“).*\.$/s);
});

test('a number that cannot be one is told what is wrong with it, and what to do, once', async () => {
	await world.waypost.linkedSession('sales');
	await load({}, world.config());
	expect((await failure({ payload: 'Hello', to: '0170 0000002' })).message).toBe(
		"The phone number cannot be used. '0170 0000002' has no country code. Write it with its country code, for example +49 170 0000001.",
	);
});

test('without a session the node says what to fill in', async () => {
	await load({ session: 'number', sessionType: 'msg' }, world.config());
	expect(await failure(HELLO)).toMatchObject({
		code: 'NO_SESSION',
		message: 'No session is given. Open the node and fill in Session.',
	});
});

test('an expression with a mistake is named with its field', async () => {
	await load({ text: '$nonsense(', textType: 'jsonata' }, world.config());
	expect(await failure(HELLO)).toMatchObject({
		code: 'INVALID_EXPRESSION',
		message: expect.stringMatching(/^“Text” could not be worked out/),
	});
});

test('after an error the Complete node hears nothing, and the next message is sent', async () => {
	await world.waypost.linkedSession('sales');
	const ben = await world.waypost.ben();
	await load({}, world.config());
	await failure({ payload: 'Hello' });
	await world.shows('send', 'red dot no recipient');
	const completed = await world.exchange('send', { ...HELLO, topic: 'second' }, 'completed');
	expect(completed['topic']).toBe('second');
	expect(ben.messages()).toHaveLength(1);
});
