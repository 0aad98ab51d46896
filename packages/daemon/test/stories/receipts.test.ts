import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import type { Group, Phone } from '@waypost/sandbox';
import { World } from '../world.js';

describe.each(['lid', 'pn'] as const)('receipts in a group that names people by %s', (mode) => {
	let world: World;
	let ben: Phone;
	let eve: Phone;
	let group: Group;

	beforeEach(async () => {
		world = await World.start();
		const anna = await world.anna();
		ben = await world.ben();
		eve = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Eve' });
		const members = [anna, ben, eve];
		group = await world.sandbox.createGroup({ subject: 'Team', members, mode });
		await world.linkedSession('sales');
	});
	afterEach(() => world[Symbol.asyncDispose]());

	const reaches = (message: Message, status: Message['status']) =>
		world.event(
			'message.status',
			({ data }) => data.messageId === message.id && data.status === status,
		);

	/** Number and status of each member, in order of the numbers. */
	async function receipts({ id }: Message): Promise<[string | null, string][]> {
		const message = await world.message('sales', id);
		return message.receipts
			.map(({ contact, status }): [string | null, string] => [contact.phoneNumber, status])
			.sort(([one], [other]) => ((one ?? '') < (other ?? '') ? -1 : 1));
	}

	test('tell for each member how far the message came', async () => {
		eve.setRules({ deliveryReceipts: false });
		const message = await world.sendText('sales', group.id, 'to all');
		await ben.nextMessage();
		await ben.read(group);
		await reaches(message, 'read');
		expect(await receipts(message)).toEqual([[ben.phoneNumber, 'read']]);
		await world.restart();
		expect(await receipts(message)).toEqual([[ben.phoneNumber, 'read']]);
	});

	test('move the message with its first member, and not back with the next', async () => {
		eve.setRules({ deliveryReceipts: false });
		const message = await world.sendText('sales', group.id, 'to all');
		await ben.nextMessage();
		await ben.read(group);
		await reaches(message, 'read');
		expect((await world.message('sales', message.id)).status).toBe('read');
	});

	test('of the own phone are none', async () => {
		for (const phone of [ben, eve]) phone.setRules({ deliveryReceipts: false });
		const message = await world.sendText('sales', group.id, 'to all');
		await reaches(message, 'sent');
		await world.sendText('sales', group.id, 'later').then((later) => reaches(later, 'sent'));
		expect(await receipts(message)).toEqual([]);
	});
});
