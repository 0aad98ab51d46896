import type { ApiKey, CreateApiKey, CreatedApiKey } from '@waypost/client';
import { Command, InvalidArgumentError, Option } from 'commander';
import { callDaemon, withConnectionOptions, type ConnectionOptions } from '../connection.js';
import { wholeNumber } from '../number-option.js';
import { formatTable, print, printJson } from '../terminal.js';

const PRESETS = ['sender', 'automation', 'reader', 'operator', 'admin'] as const;

interface CreateOptions extends ConnectionOptions {
	preset?: (typeof PRESETS)[number];
	scope?: string[];
	session?: string[];
	expires?: Date;
}

/** `waypost keys`: create, list, revoke and rotate API keys. */
export const keysCommand = (): Command =>
	new Command('keys')
		.description('create, list, revoke and rotate API keys')
		.addCommand(createCommand())
		.addCommand(listCommand())
		.addCommand(revokeCommand())
		.addCommand(rotateCommand());

const createCommand = (): Command =>
	withConnectionOptions(
		new Command('create')
			.description('create a key; it is printed this one time')
			.argument('<name>', 'what the key is for')
			.addOption(
				new Option(
					'--preset <preset>',
					'what it may do (default: automation, which is for n8n and Node-RED)',
				).choices(PRESETS),
			)
			.option('--scope <scope>', 'a scope in place of a preset; may be repeated', collect)
			.option('--session <id>', 'a session it may use; may be repeated (default: all)', collect)
			.option('--expires <when>', 'a date, or a time from now such as 12h or 30d', parseExpiry),
	).action((name: string, options: CreateOptions) =>
		callDaemon(options, async (waypost) => {
			showNewKey(await waypost.keys.create(describeKey(name, options)), options);
		}),
	);

const listCommand = (): Command =>
	withConnectionOptions(new Command('list').description('list the keys')).action(
		(options: ConnectionOptions) =>
			callDaemon(options, async (waypost) => {
				const keys: ApiKey[] = [];
				for await (const key of waypost.keys.listAll()) keys.push(key);
				if (options.json) printJson(keys);
				else
					print(
						formatTable(
							['ID', 'NAME', 'SCOPES', 'SESSIONS', 'EXPIRES', 'LAST USED'],
							keys.map(cells),
						),
					);
			}),
	);

const revokeCommand = (): Command =>
	withConnectionOptions(
		new Command('revoke').description('revoke a key at once').argument('<id>', 'id of the key'),
	).action((id: string, options: ConnectionOptions) =>
		callDaemon(options, async (waypost) => {
			await waypost.keys.delete(id);
			if (options.json) printJson({ id, revoked: true });
			else print(`Revoked ${id}.`);
		}),
	);

const rotateCommand = (): Command =>
	withConnectionOptions(
		new Command('rotate')
			.description('make a new secret for a key; it is printed this one time')
			.argument('<id>', 'id of the key')
			.option(
				'--grace <seconds>',
				'how long the old one stays valid (default: 86400, a day)',
				wholeNumber(0, 604_800),
			),
	).action((id: string, options: ConnectionOptions & { grace?: number }) =>
		callDaemon(options, async (waypost) => {
			const grace = options.grace === undefined ? {} : { grace: options.grace };
			showNewKey(await waypost.keys.rotate(id, grace), options);
		}),
	);

function describeKey(
	name: string,
	{ preset, scope, session, expires }: CreateOptions,
): CreateApiKey {
	return {
		name,
		// The daemon knows the scopes; a word that is none is its to refuse.
		...(scope && { scopes: scope as NonNullable<CreateApiKey['scopes']> }),
		...(preset ? { preset } : !scope && { preset: 'automation' as const }),
		...(session && { sessions: session }),
		...(expires && { expiresAt: expires.toISOString() }),
	};
}

function showNewKey(created: CreatedApiKey, { json }: ConnectionOptions): void {
	if (json) return printJson(created);
	print(`Key "${created.name}" (${created.id}), for sessions: ${created.sessions.join(', ')}`);
	print(created.key);
	print('Keep it now: it is not shown again.');
}

const cells = (key: ApiKey): string[] => [
	key.id,
	key.name,
	key.scopes.join(','),
	key.sessions.join(','),
	key.expiresAt ?? 'never',
	key.lastUsedAt ?? 'never',
];

/** Gathers an option that may be repeated. */
const collect = (value: string, before: string[] = []): string[] => [...before, value];

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A date as ISO 8601 writes it, or a number of minutes, hours or days from now. */
export function parseExpiry(text: string, _previous?: unknown, now = Date.now()): Date {
	const [, amount, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
	const date = unit
		? new Date(now + Number(amount) * UNITS[unit as keyof typeof UNITS])
		: new Date(/^\d{4}-\d\d-\d\d/.test(text) ? text : NaN);
	if (date.getTime() > now) return date;
	throw new InvalidArgumentError('Write a date to come such as 2030-12-31, or 12h, or 30d.');
}
