import type { Phone } from '@waypost/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { attachmentNode } from './attachment-flow.ts';
import { NodeRedWorld, setEnvironment, type FlowNode } from './node-red-world.ts';
import { OUT, sendNode } from './send-flow.ts';

let world: NodeRedWorld;
let ben: Phone;
beforeAll(async () => {
	world = await NodeRedWorld.start();
	await world.waypost.linkedSession('sales');
	ben = await world.waypost.ben();
});
afterEach(() => world.stopNodeRed());
afterAll(() => world[Symbol.asyncDispose]());

/** Where a typed input can take a value from. */
const SOURCES = ['str', 'msg', 'flow', 'global', 'env', 'jsonata'] as const;
type Source = (typeof SOURCES)[number];

/** Fields as a dialog stores them, each from this source. */
function fieldsFrom(source: Source, values: Readonly<Record<string, string>>) {
	const written = (name: string, value: string) =>
		({
			str: value,
			msg: `given.${name}`,
			flow: name,
			global: name,
			env: `WAYPOST_TEST_${name}`,
			jsonata: `$lookup(given, "${name}") & ""`,
		})[source];
	return Object.fromEntries(
		Object.entries(values).flatMap(([name, value]) => [
			[name, written(name, value)],
			[`${name}Type`, source],
		]),
	);
}

/** Sends once by a node that takes its fields from this source. */
async function sendFrom(source: Source, node: FlowNode, values: Readonly<Record<string, string>>) {
	for (const [name, value] of Object.entries(values)) {
		setEnvironment(`WAYPOST_TEST_${name}`, value);
	}
	await world.load(world.config(), { ...node, ...fieldsFrom(source, values) }, OUT);
	await world.shows('send', 'green dot +491700000001');
	for (const [name, value] of Object.entries(values)) {
		if (source === 'flow' || source === 'global') {
			world.node('send').context()[source].set(name, value);
		}
	}
	return world.exchange('send', { given: values });
}

const displayed = () => ben.messages().at(-1);

describe.each(SOURCES)('from %s come', (source) => {
	test('the recipient and the text', async () => {
		await sendFrom(source, sendNode(), { to: ben.phoneNumber, text: `Hello from ${source}` });
		expect(displayed()).toMatchObject({ text: `Hello from ${source}` });
	});

	test('the parts of a location', async () => {
		const place = { latitude: '52.5163', longitude: '13.3777', placeName: source };
		await sendFrom(source, sendNode({ kind: 'location' }), { to: ben.phoneNumber, ...place });
		expect(displayed()).toMatchObject({
			location: { latitude: 52.5163, longitude: 13.3777, name: source },
		});
	});

	test('the parts of a contact card', async () => {
		const contact = { contactName: source, contactPhoneNumber: '+491700000003' };
		await sendFrom(source, sendNode({ kind: 'contact' }), { to: ben.phoneNumber, ...contact });
		expect(displayed()).toMatchObject({ contacts: [{ name: source }] });
	});

	test('the parts of a poll', async () => {
		const poll = { question: source, options: 'Pizza; Soup' };
		await sendFrom(source, sendNode({ kind: 'poll' }), { to: ben.phoneNumber, ...poll });
		expect(displayed()).toMatchObject({ poll: { question: source, options: ['Pizza', 'Soup'] } });
	});

	test('the recipient, the file, its kind, its caption and its name', async () => {
		const file = Buffer.from(`From ${source}`);
		const node = attachmentNode();
		await sendFrom(source, node, {
			to: ben.phoneNumber,
			file: file.toString('base64'),
			kind: 'document',
			caption: `A file from ${source}`,
			fileName: `${source}.txt`,
			mimeType: 'text/plain',
		});
		expect(displayed()).toMatchObject({
			kind: 'document',
			attachment: {
				caption: `A file from ${source}`,
				fileName: `${source}.txt`,
				mimeType: 'text/plain',
				size: file.length,
			},
		});
	});
});

test.each([
	['an array of the message', 'msg'],
	['an array of the flow context', 'flow'],
	['an array of an expression', 'jsonata'],
])('the answers of a poll are %s', async (_name, optionsType) => {
	const poll = { kind: 'poll', question: 'Lunch?', questionType: 'str' };
	const node = sendNode({ ...poll, options: 'list', optionsType });
	await world.load(world.config(), node, OUT);
	await world.shows('send', 'green dot +491700000001');
	const list = ['Pizza', 'Soup', 'Salad'];
	world.node('send').context().flow.set('list', list);
	await world.exchange('send', { to: ben.phoneNumber, list });
	expect(displayed()).toMatchObject({ poll: { question: 'Lunch?', options: list } });
});

test('the session comes from the message', async () => {
	await world.load(world.config(), sendNode({ session: 'number', sessionType: 'msg' }), OUT);
	await world.shows('send', 'green dot connected');
	await world.exchange('send', { payload: 'Hello', to: ben.phoneNumber, number: 'sales' });
	expect(displayed()).toMatchObject({ text: 'Hello' });
});
