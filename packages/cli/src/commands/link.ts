import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Link, Session, Waypost } from '@waypost/client';
import { Command } from 'commander';
import { callDaemon, withConnectionOptions, type ConnectionOptions } from '../connection.js';
import { CommandError } from '../failure.js';
import { LinkDisplay } from '../link-display.js';
import { listenForStop } from '../stop-request.js';
import { note, print, printJson } from '../terminal.js';

interface LinkCommandOptions extends ConnectionOptions {
	code?: string;
	name?: string;
	png?: string;
}

/** Milliseconds between two looks at the session. */
const INTERVAL = 500;

/** `waypost link`: shows the code to scan or to type, until the phone is linked. */
export const linkCommand = (): Command =>
	withConnectionOptions(
		new Command('link')
			.description('link a phone: shows a QR code or a pairing code and waits')
			.argument('<session>', 'id of the session; created when there is none')
			.option('--code <number>', 'a pairing code for the phone with this number, not a QR code')
			.option('--name <name>', 'name of a session that is created')
			.option('--png <file>', 'write the QR code to this PNG file as well'),
	).action((session: string, options: LinkCommandOptions) =>
		callDaemon(options, async (waypost) => {
			const stop = listenForStop();
			try {
				await link(waypost, session, options, stop.signal);
			} finally {
				stop.close();
			}
		}),
	);

async function link(
	waypost: Waypost,
	id: string,
	options: LinkCommandOptions,
	signal: AbortSignal,
): Promise<void> {
	const session = await findOrCreate(waypost, id, options, signal);
	if (session.state === 'connected') return showLinked(session, options);
	const request = options.code
		? { method: 'code' as const, phoneNumber: options.code }
		: { method: 'qr' as const };
	const first = await waypost.sessions.link(id, request, { signal });
	showLinked(await showUntilLinked(waypost, first, options, signal), options);
}

async function findOrCreate(
	waypost: Waypost,
	id: string,
	{ name, json }: LinkCommandOptions,
	signal: AbortSignal,
): Promise<Session> {
	const { isApiError } = await import('@waypost/client');
	try {
		return await waypost.sessions.get(id, { signal });
	} catch (error) {
		if (!isApiError(error) || error.code !== 'SESSION_NOT_FOUND') throw error;
	}
	const session = await waypost.sessions.create({ id, ...(name && { name }) }, { signal });
	if (!json) note(`Created session "${id}".`);
	return session;
}

/** Shows each code as it comes, until the session is connected or will not be. */
async function showUntilLinked(
	waypost: Waypost,
	first: Link,
	options: LinkCommandOptions,
	signal: AbortSignal,
): Promise<Session> {
	const display = new LinkDisplay(options);
	let current = first;
	while (true) {
		if (current.state === 'linking') await show(waypost, current, display, options, signal);
		const session = await waypost.sessions.get(current.sessionId, { signal });
		if (session.state === 'connected') return session;
		if (['unlinked', 'stopped'].includes(session.state)) throw notLinked(session);
		await sleep(INTERVAL, undefined, { signal }).catch(() => signal.throwIfAborted());
		current = await waypost.sessions.getLink(current.sessionId, { signal });
	}
}

async function show(
	waypost: Waypost,
	current: Link,
	display: LinkDisplay,
	{ png }: LinkCommandOptions,
	signal: AbortSignal,
): Promise<void> {
	if (!display.isNew(current)) return;
	if (png !== undefined && current.qr !== null) {
		const picture = await waypost.sessions.getQrPng(current.sessionId, { signal });
		await writeFile(png, picture, { mode: 0o600 });
	}
	await display.show(current);
}

const notLinked = (session: Session) =>
	new CommandError(
		[
			`Session "${session.id}" was not linked.`,
			session.reason?.sentence,
			'The same command tries again, with a new code.',
		]
			.filter((sentence) => sentence !== undefined)
			.join(' '),
		{ code: session.reason?.code ?? 'NOT_LINKED' },
	);

function showLinked(session: Session, { json }: LinkCommandOptions): void {
	if (json) printJson(session);
	else print(`✓ Linked as ${session.phoneNumber ?? 'a number that is not known yet'}`);
}
