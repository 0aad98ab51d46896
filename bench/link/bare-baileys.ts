import { WA_CERT_DETAILS, makeWASocket, useMultiFileAuthState } from '@whiskeysockets/baileys';
import { pino } from 'pino';
import type { BenchPhone } from '../sandbox.ts';
import type { SandboxReady } from '../sandbox-process.ts';

const RESTART_REQUIRED = 515;

/**
 * Links as Baileys' own example does: multi-file store, `saveCreds` on every change, a new socket
 * after the restart.
 *
 * @returns milliseconds from the first socket to `open`.
 */
export async function linkBareBaileys(
	sandbox: SandboxReady,
	folder: string,
	owner: BenchPhone,
): Promise<number> {
	WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(sandbox.rootKey, 'hex');
	const startedAt = performance.now();
	const { state, saveCreds } = await useMultiFileAuthState(folder);
	const open = (): Promise<number> =>
		new Promise((resolve, reject) => {
			const socket = makeWASocket({
				auth: state,
				waWebSocketUrl: sandbox.url,
				logger: pino({ level: 'silent' }),
				syncFullHistory: false,
			});
			socket.ev.on('creds.update', () => void saveCreds());
			socket.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
				if (qr) owner.scan(qr).catch(reject);
				if (connection === 'open') {
					resolve(performance.now() - startedAt);
					void socket.end(undefined);
				}
				if (connection !== 'close') return;
				if (statusOf(lastDisconnect?.error) === RESTART_REQUIRED) open().then(resolve, reject);
				else reject(lastDisconnect?.error ?? new Error('the socket closed'));
			});
		});
	return open();
}

const statusOf = (error: unknown): number | undefined =>
	(error as { output?: { statusCode?: number } } | undefined)?.output?.statusCode;
