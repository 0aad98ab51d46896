import { describe, expect, test } from '@jest/globals';
import { ChatAddressing, type ChatAddressingOptions } from './chat-addressing.js';

const NUMBER = '491700000002@s.whatsapp.net';
const LID = '123456@lid';
const BEN = { id: NUMBER, phoneNumber: '+491700000002', lid: LID, name: null };

/** What Baileys knows about people: both addresses of Ben, or nothing. */
function addressingWith(answers: { lid?: string | null; number?: string | null; fails?: boolean }) {
	const answer = async (found: string | null | undefined): Promise<string | null> => {
		if (answers.fails) throw new Error('WhatsApp did not answer.');
		return found ?? null;
	};
	const lidMapping = {
		getLIDForPN: () => answer(answers.lid),
		getPNForLID: () => answer(answers.number),
	};
	const sock = { signalRepository: { lidMapping }, user: undefined };
	return new ChatAddressing({
		sock: sock as unknown as ChatAddressingOptions['sock'],
		metadata: () => Promise.reject(new Error('There are no groups here.')),
		within: (work) => work,
	});
}

describe('the address of a person in a chat', () => {
	test.each([
		['both known, the chat knows LIDs', BEN, 'lid', {}, LID],
		['both known, the chat knows numbers', BEN, 'phone-number', {}, NUMBER],
		['a number, Baileys knows the LID', { ...BEN, lid: null }, 'lid', { lid: '123456:0@lid' }, LID],
		['a number, nobody knows the LID', { ...BEN, lid: null }, 'lid', {}, NUMBER],
		['a number, and the question fails', { ...BEN, lid: null }, 'lid', { fails: true }, NUMBER],
		[
			'a LID, Baileys knows the number',
			{ ...BEN, id: LID, phoneNumber: null },
			'phone-number',
			{ number: '491700000002:0@s.whatsapp.net' },
			NUMBER,
		],
		[
			'a LID, nobody knows the number',
			{ ...BEN, id: LID, phoneNumber: null },
			'phone-number',
			{},
			LID,
		],
	] as const)('%s', async (_case, person, addressing, answers, jid) => {
		expect(await addressingWith(answers).jidOf(person, addressing)).toBe(jid);
	});

	test.each([
		[NUMBER, 'phone-number'],
		[LID, 'lid'],
	])('is of one kind in the chat %s', async (chatId, addressing) => {
		expect(await addressingWith({}).of(chatId)).toBe(addressing);
	});
});
