import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { jidOf, Outgoing, text, until } from './outgoing.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

let world: TestWorld;
let ben: Phone;
let opened: OpenedConnection;
let chat: Outgoing;

beforeEach(async () => {
	world = await TestWorld.start();
	const anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
	ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
	opened = await world.link(anna);
	chat = new Outgoing(world, opened, jidOf(ben));
});
afterEach(() => world.close());

const iqs = (way: 'in' | 'out') =>
	world.sandbox
		.stanzas()
		.filter(({ direction, stanza: { tag } }) => direction === way && tag === 'iq')
		.map(({ stanza }) => stanza);

/** Ids of the queries that gave a token to somebody. */
const tokensGiven = () =>
	iqs('in')
		.filter(({ content }) => JSON.stringify(content ?? '').includes('trusted_contact'))
		.map(({ attrs }) => attrs['id']);

const isAnswered = (id: string | undefined) => iqs('out').some(({ attrs }) => attrs['id'] === id);

const sendAndDisplay = async (words: string) => {
	await chat.send(text(words));
	await ben.nextMessage();
};

describe('the privacy token a person is given', () => {
	test('is given once, however many texts follow', async () => {
		await sendAndDisplay('first');
		await until(() => tokensGiven().some(isAnswered));
		for (const words of ['second', 'third', 'fourth']) await sendAndDisplay(words);
		expect(tokensGiven()).toHaveLength(1);
	});
});
