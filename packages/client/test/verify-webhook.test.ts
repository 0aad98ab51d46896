import { describe, expect, test } from '@jest/globals';
import { verifyWebhook } from '@waypost/client';
import { createHmac } from 'node:crypto';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const BODY = '{"id":"e1","type":"message.received","text":"häppy 🎉"}';

const sign = (secret: string, timestamp: string, body = BODY): string => {
	const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
	return `v1,${createHmac('sha256', key).update(`e1.${timestamp}.${body}`).digest('base64')}`;
};

function headers(age = 0, ...secrets: string[]): Record<string, string> {
	const timestamp = String(Math.floor(Date.now() / 1000) - age);
	const signatures = (secrets.length > 0 ? secrets : [SECRET]).map((key) => sign(key, timestamp));
	return {
		'webhook-id': 'e1',
		'webhook-timestamp': timestamp,
		'webhook-signature': signatures.join(' '),
	};
}

describe('a webhook', () => {
	test('that is signed gives its event', async () => {
		expect(await verifyWebhook(headers(), BODY, SECRET)).toEqual(JSON.parse(BODY));
	});

	test.each([
		['bytes', Buffer.from(BODY)],
		['text', BODY],
	])('may come as %s', async (_what, body) => {
		expect((await verifyWebhook(new Headers(headers()), body, SECRET)).id).toBe('e1');
	});

	test('may have headers in any case', async () => {
		const upper = Object.fromEntries(
			Object.entries(headers()).map(([name, value]) => [name.toUpperCase(), value]),
		);
		expect((await verifyWebhook(upper, BODY, SECRET)).id).toBe('e1');
	});

	test('signed with two secrets fits either', async () => {
		const both = headers(0, OTHER, SECRET);
		const ids = [await verifyWebhook(both, BODY, SECRET), await verifyWebhook(both, BODY, OTHER)];
		expect(ids.map(({ id }) => id)).toEqual(['e1', 'e1']);
	});

	test('is taken up to the tolerance it is given', async () => {
		const event = await verifyWebhook(headers(500), BODY, SECRET, { toleranceSeconds: 600 });
		expect(event.id).toBe('e1');
	});

	test.each([
		['of another secret', headers(), BODY, OTHER],
		['written anew', headers(), JSON.stringify(JSON.parse(BODY), null, 1), SECRET],
		['six minutes old', headers(360), BODY, SECRET],
		['from the future', headers(-360), BODY, SECRET],
		['without a signature', { 'webhook-id': 'e1', 'webhook-timestamp': '1' }, BODY, SECRET],
		['of another version', { ...headers(), 'webhook-signature': 'v2,AAAA' }, BODY, SECRET],
		[
			'with a signature that is no base64',
			{ ...headers(), 'webhook-signature': 'v1,*' },
			BODY,
			SECRET,
		],
		['with a time that is none', { ...headers(), 'webhook-timestamp': 'now' }, BODY, SECRET],
		['with a secret that is none', headers(), BODY, 'whsec_***'],
	])('%s is refused', async (_what, given, body, secret) => {
		await expect(verifyWebhook(given, body, secret)).rejects.toMatchObject({
			code: 'INVALID_WEBHOOK',
		});
	});
});
