import { describe, expect, test } from '@jest/globals';
import { proto } from '@whiskeysockets/baileys';
import { relayAttributes } from './relay-attributes.js';

const { REVOKE, MESSAGE_EDIT } = proto.Message.ProtocolMessage.Type;
const GROUP = '120363000000000000@g.us';
const poll = { name: 'When?', options: [{ optionName: 'Now' }] };
const creation = [{ tag: 'meta', attrs: { polltype: 'creation' } }];

describe('what the stanza of a message says in the clear', () => {
	test.each([
		['a text', { conversation: 'hello' }, {}, []],
		['a poll with one answer', { pollCreationMessageV3: poll }, {}, creation],
		['a poll with several answers', { pollCreationMessage: poll }, {}, creation],
		['an edit', { protocolMessage: { type: MESSAGE_EDIT } }, { edit: '1' }, []],
		[
			'a delete',
			{ protocolMessage: { type: REVOKE, key: { remoteJid: GROUP, id: 'A', fromMe: true } } },
			{ edit: '7' },
			[],
		],
		[
			'a delete by an admin',
			{
				protocolMessage: { type: REVOKE, key: { remoteJid: GROUP, id: 'A', participant: '1@lid' } },
			},
			{ edit: '8' },
			[],
		],
	])('%s', (_what, message, additionalAttributes, additionalNodes) => {
		const stored = proto.Message.decode(proto.Message.encode(message).finish());
		expect(relayAttributes(proto, stored)).toEqual({ additionalAttributes, additionalNodes });
	});
});
