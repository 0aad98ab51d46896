import type { BaileysEventMap } from '@whiskeysockets/baileys';
import { codeOf, type BaileysClient } from './baileys-client.js';

/** What Baileys says when a connection ends. */
export interface Report {
	readonly code: number | undefined;
	readonly message: string;
	readonly data: unknown;
}

/** The next end of the client's connection, as an application sees it. */
export function report(client: BaileysClient): Promise<Report> {
	return new Promise((resolve) => {
		client.socket.ev.on('connection.update', (update: BaileysEventMap['connection.update']) => {
			if (update.connection !== 'close') return;
			const error = update.lastDisconnect?.error as (Error & { data?: unknown }) | undefined;
			resolve({ code: codeOf(update), message: error?.message ?? '', data: error?.data });
		});
	});
}
