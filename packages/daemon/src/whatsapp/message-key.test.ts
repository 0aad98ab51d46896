import { describe, expect, test } from '@jest/globals';
import { ChatAddressing, type ChatAddressingOptions } from './chat-addressing.js';
import { toWhatsAppKey } from './message-key.js';

const GROUP = '120363000000000000@g.us';
const NUMBER = '491700000002@s.whatsapp.net';
const LID = '123456@lid';
const BEN = { id: NUMBER, phoneNumber: '+491700000002', lid: LID, name: null };

const chat = (id: string) => ({ id, phoneNumber: null, lid: null, name: null });

/** A world in which every group names its members this way. */
function addressing(addressingMode: 'lid' | 'pn'): ChatAddressing {
	const metadata = async () => ({ addressingMode });
	return new ChatAddressing({
		sock: {} as ChatAddressingOptions['sock'],
		metadata: metadata as unknown as ChatAddressingOptions['metadata'],
		within: (work) => work,
	});
}

describe('the key of a message', () => {
	test.each([
		['received in a chat', NUMBER, false, 'lid', {}],
		['sent in a group', GROUP, true, 'lid', {}],
		['received in a LID group', GROUP, false, 'lid', { participant: LID }],
		['received in a number group', GROUP, false, 'pn', { participant: NUMBER }],
	] as const)('%s', async (_which, chatId, fromMe, mode, more) => {
		const key = { chat: chat(chatId), whatsappId: 'A', fromMe, from: BEN };
		expect(await toWhatsAppKey(key, addressing(mode))).toEqual({
			...{ remoteJid: chatId, id: 'A', fromMe },
			...more,
		});
	});
});
