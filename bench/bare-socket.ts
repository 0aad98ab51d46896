import {
	WA_CERT_DETAILS,
	makeWASocket,
	type AuthenticationState,
	type WASocket,
} from '@whiskeysockets/baileys';
import { pino } from 'pino';
import type { BenchPhone } from './sandbox.ts';
import type { SandboxReady } from './sandbox-process.ts';

const RESTART_REQUIRED = 515;

/** Credentials and keys as Baileys wants them. */
export interface BareAuth {
	state: AuthenticationState;
	/** Called at every `creds.update`. */
	save: () => Promise<void>;
}

/**
 * Links a bare Baileys client to a phone, as Baileys' own example does: a new socket after the restart
 * that WhatsApp asks for.
 *
 * @returns the socket once it is open.
 */
export function openBareSocket(
	sandbox: SandboxReady,
	{ state, save }: BareAuth,
	owner: BenchPhone,
): Promise<WASocket> {
	WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(sandbox.rootKey, 'hex');
	const open = (): Promise<WASocket> =>
		new Promise((resolve, reject) => {
			const socket = makeWASocket({
				auth: state,
				waWebSocketUrl: sandbox.url,
				logger: pino({ level: 'silent' }),
				syncFullHistory: false,
			});
			socket.ev.on('creds.update', () => void save());
			socket.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
				if (qr) owner.scan(qr).catch(reject);
				if (connection === 'open') resolve(socket);
				if (connection !== 'close') return;
				if (statusOf(lastDisconnect?.error) === RESTART_REQUIRED) open().then(resolve, reject);
				else reject(lastDisconnect?.error ?? new Error('the socket closed'));
			});
		});
	return open();
}

const statusOf = (error: unknown): number | undefined =>
	(error as { output?: { statusCode?: number } } | undefined)?.output?.statusCode;
