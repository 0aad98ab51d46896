import type { WASocket } from '@whiskeysockets/baileys';
import { openBareSocket } from '../bare-socket.ts';
import type { SandboxReady } from '../sandbox-process.ts';
import { memoryStore } from '../send/bare-baileys.ts';

/** What a process full of clients is asked. */
export type ClientOrder =
	| { do: 'link'; sandbox: SandboxReady }
	| { do: 'send'; to: string; texts: number; inFlight: number }
	| { do: 'await'; texts: number };

/** What it says. */
export type ClientReport =
	| { said: 'qr'; qr: string }
	| { said: 'linked'; ms: number }
	| { said: 'sent' }
	| { said: 'received'; texts: number };

// libsignal prints each session it closes, private keys included.
console.info = () => {};
const report = (message: ClientReport) => void process.send?.(message);

let latest: WASocket | undefined;
let received = 0;
let awaited = Infinity;
/** Resolves of those who wait for an ack, by message id. */
const unacknowledged = new Map<string, () => void>();

process.on('message', (order: ClientOrder) => {
	if (order.do === 'link') void link(order.sandbox);
	else if (order.do === 'send') void send(order);
	else expectTexts(order.texts);
});

/** Each client stays connected; the latest is the one that sends. */
async function link(sandbox: SandboxReady): Promise<void> {
	let startedAt = performance.now();
	const socket = await openBareSocket(sandbox, memoryStore(), {
		phoneNumber: '',
		jid: '',
		scan: async (qr) => {
			startedAt = performance.now();
			report({ said: 'qr', qr });
		},
	});
	report({ said: 'linked', ms: performance.now() - startedAt });
	socket.ev.on('messages.upsert', ({ messages }) => count(messages.length));
	socket.ws.on('CB:ack,class:message', ({ attrs }: { attrs: Record<string, string> }) => {
		unacknowledged.get(attrs['id'] ?? '')?.();
	});
	latest = socket;
}

async function send({ to, texts, inFlight }: ClientOrder & { do: 'send' }): Promise<void> {
	let next = 0;
	const lane = async () => {
		while (next < texts) {
			const messageId = `3EB0${crypto.randomUUID().replaceAll('-', '').slice(0, 18).toUpperCase()}`;
			const acknowledged = new Promise<void>((resolve) => unacknowledged.set(messageId, resolve));
			await latest?.sendMessage(to, { text: `text ${next++}` }, { messageId });
			await acknowledged;
			unacknowledged.delete(messageId);
		}
	};
	await Promise.all(Array.from({ length: inFlight }, lane));
	report({ said: 'sent' });
}

function expectTexts(texts: number): void {
	received = 0;
	awaited = texts;
}

function count(texts: number): void {
	received += texts;
	if (received >= awaited) report({ said: 'received', texts: received });
}
