import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ExamplesWorld } from './examples-world.ts';

interface FormPage {
	formTitle: string;
	formFields: { id: string; label: string; inputRequired: string }[];
}

interface Ending {
	title: string;
	message: string;
}

let world: ExamplesWorld;
let url: string;
beforeAll(async () => {
	world = await ExamplesWorld.start();
	await world.salesSession();
	const workflow = await world.n8n.activate(world.importFile('form-to-whatsapp'));
	url = world.n8n.urlOf(workflow, 'Message Form');
});
afterAll(() => world[Symbol.asyncDispose]());

/** Fills the form in from top to bottom, sends it, and reads the page that comes next. */
async function submit(...values: string[]): Promise<Ending> {
	const { formFields } = (await (await fetch(url)).json()) as FormPage;
	const form = new FormData();
	formFields.forEach(({ id }, index) => form.set(id, values[index] ?? ''));
	const sent = await fetch(url, { method: 'POST', body: form });
	const { formWaitingUrl } = (await sent.json()) as { formWaitingUrl: string };
	return (await (await fetch(formWaitingUrl)).json()) as Ending;
}

describe('The form', () => {
	test('asks for a name, a phone number and a message', async () => {
		const { formFields } = (await (await fetch(url)).json()) as FormPage;
		expect(formFields.map(({ label }) => label)).toEqual([
			'Your name',
			'Phone number, with the country code',
			'Message',
		]);
		expect(formFields.every(({ inputRequired }) => inputRequired !== '')).toBe(true);
	});

	test('sends the message with the name below it', async () => {
		const ben = await world.ben();
		await submit('Clara', ben.phoneNumber, 'See you at eight');
		expect((await ben.nextMessage()).text).toBe('See you at eight\n\nClara');
	});

	test('ends with a page that says that it was sent', async () => {
		const ben = await world.ben();
		const ending = await submit('Clara', ben.phoneNumber, 'See you');
		expect(ending.title).toBe('Your message was sent');
		expect(ending.message).toContain(ben.phoneNumber);
	});

	test('ends with a page that says why it was not sent', async () => {
		const ending = await submit('Clara', '12', 'See you');
		expect(ending.title).toBe('Your message was not sent');
		expect(ending.message).toMatch(/^The phone number cannot be used\. .*with its country code/);
	});

	test('does not say that it was sent while nobody has confirmed it', async () => {
		const ben = await world.ben();
		const lost = world.waypost.sandbox.faults.add({ match: { tag: 'message' }, action: 'drop' });
		const ending = await submit('Clara', ben.phoneNumber, 'Are you there?');
		lost.remove();
		expect(ending.message).toContain('Status: sending');
		expect(ending.title).toBe('Your message will be sent');
	});
});
