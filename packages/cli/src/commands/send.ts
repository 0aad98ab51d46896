import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { Message, Waypost } from '@waypost/client';
import { Command } from 'commander';
import { callDaemon, withConnectionOptions, type ConnectionOptions } from '../connection.js';
import { CommandError } from '../failure.js';
import { wholeNumber } from '../number-option.js';
import { print, printJson } from '../terminal.js';

interface SendCommandOptions extends ConnectionOptions {
	file?: string;
	caption?: string;
	timeout: number;
	idempotencyKey?: string;
}

/** `waypost send`: one message, and whether WhatsApp took it. */
export const sendCommand = (): Command =>
	withConnectionOptions(
		new Command('send')
			.description('send a text or a file, and wait until WhatsApp has it')
			.argument('<session>', 'id of the session to send with')
			.argument('<to>', 'phone number with country code, or a chat id')
			.argument('[text]', 'the text; with --file its caption')
			.option('--file <path>', 'file to send')
			.option('--caption <text>', 'text under the file')
			.option('--timeout <seconds>', 'how long to wait', wholeNumber(0, 60), 30)
			.option('--idempotency-key <key>', 'the same key again sends nothing twice'),
	).action((session: string, to: string, text: string | undefined, options: SendCommandOptions) =>
		callDaemon(options, async (waypost) => {
			const message = await send(waypost, { session, to, text }, options);
			if (options.json) printJson(message);
			else print(`${message.status}  ${message.id}`);
			if (!isSent(message)) throw notSent(message, options.timeout);
		}),
	);

interface Letter {
	session: string;
	to: string;
	text: string | undefined;
}

async function send(
	waypost: Waypost,
	{ session, to, text }: Letter,
	options: SendCommandOptions,
): Promise<Message> {
	const { idempotencyKey, timeout } = options;
	const sending = {
		wait: 'sent' as const,
		timeout,
		...(idempotencyKey !== undefined && { idempotencyKey }),
	};
	if (options.file === undefined) {
		if (text === undefined)
			throw new CommandError('Nothing to send: write a text, or name a --file.');
		return waypost.messages.sendText(session, to, text, sending);
	}
	const caption = options.caption ?? text;
	return waypost.messages.sendAttachment(session, to, await openFile(options.file), {
		...sending,
		fileName: basename(options.file),
		...(caption !== undefined && { caption }),
	});
}

async function openFile(path: string): Promise<Blob> {
	try {
		return await openAsBlob(path);
	} catch (cause) {
		throw new CommandError(`The file ${path} cannot be read. Check its path and rights.`, {
			cause,
		});
	}
}

const isSent = ({ status }: Message): boolean =>
	['sent', 'delivered', 'read', 'played'].includes(status);

/** Why a message waits, in words. */
const WAITING: Record<NonNullable<Message['waiting']>['code'], string> = {
	'session-not-connected': 'It waits until the session is connected to WhatsApp.',
	'in-doubt-before':
		'It waits for an earlier message to this chat that WhatsApp has not confirmed.',
	scheduled: 'It is scheduled for later.',
	pacing: 'It waits its turn: the session sends no faster than its pacing allows.',
	'new-chat-limit': 'It waits because the session has begun enough new chats for now.',
};

const reasonOf = ({ code, until }: NonNullable<Message['waiting']>): string =>
	until === null ? WAITING[code] : `${WAITING[code]} Not before ${until}.`;

function notSent(message: Message, timeout: number): CommandError {
	if (message.error) {
		return new CommandError(`The message failed. ${message.error.detail}`, {
			code: message.error.code,
		});
	}
	const why = message.waiting ? ` ${reasonOf(message.waiting)}` : '';
	return new CommandError(
		`The message is ${message.status}, not sent, after ${timeout} seconds.${why} ` +
			'The daemon keeps it and goes on by itself.',
		{ code: 'NOT_SENT_YET' },
	);
}
