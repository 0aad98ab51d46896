import { expect, test } from '@jest/globals';
import type { AnyMessageContent } from '@whiskeysockets/baileys';
import type { ConformanceWorld } from '../conformance-world.js';

const vcard = (name: string) => `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nEND:VCARD`;

/** Messages that hold neither text nor file. */
export function detailStories(world: () => ConformanceWorld): void {
	async function sent(content: AnyMessageContent) {
		const { message } = await world().bob.gets(await world().anna.send(world().bob.jid, content));
		return message ?? {};
	}

	test('a poll arrives with its options and its secret', async () => {
		const values = ['Now', 'Later'];
		const content = await sent({ poll: { name: 'When?', values, selectableCount: 1 } });
		expect(content.pollCreationMessageV3).toMatchObject({
			name: 'When?',
			options: values.map((optionName) => ({ optionName })),
			selectableOptionsCount: 1,
		});
		expect(content.messageContextInfo?.messageSecret).toHaveLength(32);
	});

	test('a contact arrives with its card', async () => {
		const card = { displayName: 'Carol', vcard: vcard('Carol') };
		const content = await sent({ contacts: { displayName: 'Carol', contacts: [card] } });
		expect(content.contactMessage).toMatchObject({ vcard: card.vcard });
	});

	test('several contacts arrive together', async () => {
		const contacts = ['Carol', 'Bob'].map((displayName) => ({
			displayName,
			vcard: vcard(displayName),
		}));
		const content = await sent({ contacts: { displayName: 'two', contacts } });
		expect(content.contactsArrayMessage?.contacts).toMatchObject(contacts);
	});

	test('a place arrives with its name', async () => {
		const location = { degreesLatitude: 52.5, degreesLongitude: 13.4, name: 'Square' };
		expect((await sent({ location })).locationMessage).toMatchObject(location);
	});
}
