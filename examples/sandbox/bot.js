import { DisconnectReason, makeWASocket, useMultiFileAuthState } from '@whiskeysockets/baileys';
import { pino } from 'pino';

const ANSWERS = [
	{ about: /\bopen\b/i, content: { text: 'We are open from 9 to 18.' } },
	{
		about: /\bprices?\b/i,
		content: {
			document: Buffer.from('Coffee 3.00\nTea 2.50\n'),
			mimetype: 'text/plain',
			fileName: 'prices.txt',
		},
	},
];

/**
 * Answers whoever asks for opening hours or prices, and connects again until it is closed or unlinked.
 * `server` is empty for WhatsApp itself; `onQr` gets the text of each QR code.
 */
export async function startBot({ folder, server = {}, onQr = () => {} }) {
	const { state, saveCreds } = await useMultiFileAuthState(folder);
	let socket;
	let closed = false;

	function connect() {
		socket = makeWASocket({ auth: state, logger: pino({ level: 'silent' }), ...server });
		socket.ev.on('creds.update', saveCreds);
		socket.ev.on('connection.update', ({ connection, lastDisconnect, qr }) => {
			if (qr) onQr(qr);
			const unlinked = lastDisconnect?.error?.output?.statusCode === DisconnectReason.loggedOut;
			if (connection === 'close' && !closed && !unlinked) connect();
		});
		// Those of type `append` came while the bot was away: they want an answer, too.
		socket.ev.on('messages.upsert', async ({ messages }) => {
			for (const { key, message } of messages) {
				const text = message?.conversation || message?.extendedTextMessage?.text || '';
				const answer = ANSWERS.find(({ about }) => about.test(text));
				if (answer && !key.fromMe) await socket.sendMessage(key.remoteJid, answer.content);
			}
		});
	}

	connect();
	return {
		close() {
			closed = true;
			return socket.end();
		},
	};
}
