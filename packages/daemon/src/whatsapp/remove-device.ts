import type { BinaryNode } from './baileys.js';

/** Asks WhatsApp to take a linked device off the account (`Socket/socket.js`, logout). */
export const removeDevice = (jid: string): BinaryNode => ({
	tag: 'iq',
	attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'md' },
	content: [{ tag: 'remove-companion-device', attrs: { jid, reason: 'user_initiated' } }],
});
