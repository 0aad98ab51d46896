import { describe, expect, test } from '@jest/globals';
import { withMentions } from './outgoing-context.js';

const BEN = {
	id: '491700000002@s.whatsapp.net',
	phoneNumber: '+491700000002',
	lid: '123456@lid',
	name: null,
};

describe('the text of a message that names people', () => {
	test.each([
		['by number where the chat knows numbers', '@491700000002 hi', BEN.id, '@491700000002 hi'],
		['by number where the chat knows LIDs', '@491700000002 hi', BEN.lid, '@123456 hi'],
		['with a plus', 'hi @+491700000002', BEN.lid, 'hi @123456'],
		['by LID where the chat knows numbers', '@123456!', BEN.id, '@491700000002!'],
		['twice', '@491700000002 @491700000002', BEN.lid, '@123456 @123456'],
		['that begins alike', '@4917000000021', BEN.lid, '@4917000000021'],
		['somebody else', '@491700000003', BEN.lid, '@491700000003'],
		['in an address of another kind', 'a@491700000002b', BEN.lid, 'a@123456b'],
	])('%s', (_how, text, jid, shown) => {
		expect(withMentions(text, [{ person: BEN, jid }])).toBe(shown);
	});
});
