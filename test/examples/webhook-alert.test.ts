import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { fillIn } from './example.ts';
import { ExamplesWorld } from './examples-world.ts';

let world: ExamplesWorld;
let ben: Phone;
let url: string;
beforeAll(async () => {
	world = await ExamplesWorld.start();
	await world.salesSession();
	ben = await world.ben();
	const example = world.importFile('webhook-alert');
	fillIn(example, 'Who Gets the Alert', { phoneNumber: ben.phoneNumber });
	const workflow = await world.n8n.activate(example);
	url = world.n8n.urlOf(workflow, 'When the URL Is Called');
});
afterAll(() => world[Symbol.asyncDispose]());

const post = (body: object) =>
	fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});

describe('The alert by HTTP', () => {
	test('is at the address that its note names', () => {
		expect(new URL(url).pathname).toBe('/webhook/whatsapp-alert');
	});

	test('sends the field "text"', async () => {
		await post({ text: 'The backup is done' });
		expect((await ben.nextMessage()).text).toBe('The backup is done');
	});

	test('sends all of the JSON when there is no text', async () => {
		await post({ disk: 'full', host: 'web-1' });
		const { text } = await ben.nextMessage();
		expect(JSON.parse(text ?? '')).toEqual({ disk: 'full', host: 'web-1' });
	});

	test('answers with the id and the status of the message', async () => {
		const response = await post({ text: 'Answer me' });
		const said = await response.text();
		expect([response.status, said]).toEqual([200, expect.any(String)]);
		const { id, status } = JSON.parse(said) as { id: string; status: string };
		expect((await world.waypost.message('sales', id)).text).toBe('Answer me');
		expect(['sent', 'delivered', 'read']).toContain(status);
	});

	test('answers with a status of its own when nothing was sent', async () => {
		const response = await post({ text: 'x'.repeat(70_000) });
		expect(response.status).toBe(502);
		expect(await response.json()).toMatchObject({
			error: 'The text is too long',
			description: expect.stringContaining('Split it'),
		});
	});
});
