import type { FaultAction, FaultRuleInput } from '../state/api-types.js';

/** What an action does to the stanzas it meets. */
const ACTIONS: Partial<Record<FaultAction, string>> = {
	drop: 'Loses',
	delay: 'Delays',
	duplicate: 'Doubles',
	'ack-error': 'Refuses',
	'iq-error': 'Answers with an error to',
	'stream-error': 'Ends the connection with an error at',
	failure: 'Refuses',
	close: 'Breaks the connection at',
	silence: 'Falls silent from',
	upgrade: 'Turns away',
	handshake: 'Fails the handshake of',
	malform: 'Malforms',
	frame: 'Damages the frame of',
	inject: 'Sends a stanza of its own before',
	corrupt: 'Damages the text of',
	'unreadable-status': 'Makes unreadable statuses of',
	'one-address': 'Leaves one of two addresses out of',
	attributes: 'Changes attributes of',
	'groups-dirty': 'Says that groups are out of date before',
};

/** More than one of a stanza. */
const STANZAS: Readonly<Record<string, string>> = {
	message: 'messages',
	receipt: 'receipts',
	ack: 'acks',
	iq: 'queries',
	notification: 'notifications',
	presence: 'presences',
	login: 'logins',
};

/** Fields that every rule has; what else is in one says how. */
const COMMON = new Set(['action', 'match', 'times', 'after', 'every', 'probability', 'seed']);

/** What a rule does, in words: "Loses messages from the program, once". */
export function wordsOfFault(rule: FaultRuleInput): string {
	const { action, match = {}, times, after, every = 1, probability } = rule;
	const { tag, direction, number, peer, ...rest } = match;
	const more = Object.entries(rest).map(
		([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
	);
	const sentence = [
		ACTIONS[action] ?? action,
		stanzasOf(action, tag),
		more.length > 0 && `with ${more.join(', ')}`,
		direction && (direction === 'in' ? 'from the program' : 'to the program'),
		number && `of ${number}`,
		peer && `in the chat with ${peer}`,
		howOf(rule),
	];
	const counts = [
		times === 1 ? 'once' : times && `${times} times`,
		after && `after the first ${after}`,
		every > 1 && `one of ${every}`,
		probability !== undefined && probability < 1 && `${Math.round(probability * 100)} % of them`,
	];
	return [sentence.filter(Boolean).join(' '), ...counts.filter(Boolean)].join(', ');
}

function stanzasOf(action: FaultAction, tag: string | undefined): string {
	if (action === 'upgrade' || action === 'handshake') return 'new connections';
	if (tag !== undefined) return STANZAS[tag] ?? `<${tag}>`;
	return action === 'failure' ? 'logins' : 'any stanza';
}

function howOf(rule: FaultRuleInput): string {
	const given = Object.entries(rule).flatMap(([name, value]: [string, unknown]) => {
		if (COMMON.has(name)) return [];
		if (name === 'ms') return [`${Number(value) / 1_000} s`];
		if (typeof value === 'boolean') return value ? [name] : [];
		return typeof value === 'number' || typeof value === 'string' ? [String(value)] : [];
	});
	return given.length > 0 ? `(${given.join(', ')})` : '';
}
