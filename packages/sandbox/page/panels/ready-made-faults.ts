import type { FaultRuleInput } from '../state/api-types.js';

/** A fault somebody may want, in plain words. */
export interface ReadyMadeFault {
	readonly title: string;
	/** What one sees when it strikes. */
	readonly effect: string;
	readonly rule: FaultRuleInput;
}

const FROM_CLIENT = { tag: 'message', direction: 'in' } as const;
const TO_CLIENT = { tag: 'message', direction: 'out' } as const;

/** The most usual ones. Each strikes once, unless that makes no sense. */
export const READY_MADE_FAULTS: readonly ReadyMadeFault[] = [
	{
		title: 'A message gets lost',
		effect: 'What the program sends next disappears: no tick, no answer.',
		rule: { match: FROM_CLIENT, action: 'drop', times: 1 },
	},
	{
		title: 'WhatsApp is slow to confirm',
		effect: 'The tick for the next message comes five seconds late.',
		rule: { match: { tag: 'ack', direction: 'out' }, action: 'delay', ms: 5_000, times: 1 },
	},
	{
		title: 'A message is refused (463)',
		effect: 'As when a number may not write to new people for a while.',
		rule: { match: FROM_CLIENT, action: 'ack-error', code: 463, times: 1 },
	},
	{
		title: 'A message arrives twice',
		effect: 'The program gets the next message two times, with the same id.',
		rule: { match: TO_CLIENT, action: 'duplicate', times: 1 },
	},
	{
		title: 'A message cannot be opened at first',
		effect: 'It is damaged on the way to the program, which asks for it again.',
		rule: { match: TO_CLIENT, action: 'corrupt', times: 1 },
	},
	{
		title: 'A message comes without what is in it',
		effect: 'As those of some advertisements do: the program asks its phone for it.',
		rule: { match: TO_CLIENT, action: 'unavailable', times: 1 },
	},
	{
		title: 'Receipts get lost',
		effect: 'The program never hears that its messages were delivered or read.',
		rule: { match: { tag: 'receipt', direction: 'out' }, action: 'drop' },
	},
	{
		title: 'The connection breaks',
		effect: 'The next message the program sends ends its connection.',
		rule: { match: FROM_CLIENT, action: 'close', how: 'rst', times: 1 },
	},
	{
		title: 'The connection falls silent',
		effect: 'It stays open, but nothing comes through any more until the fault is removed.',
		rule: { match: {}, action: 'silence', times: 1 },
	},
	{
		title: 'WhatsApp restarts the connection (515)',
		effect: 'The program has to connect again, which it should do by itself.',
		rule: { match: FROM_CLIENT, action: 'stream-error', code: 515, times: 1 },
	},
	{
		title: 'Somebody else took over the link (440)',
		effect: 'The program is told that it was replaced.',
		rule: { match: FROM_CLIENT, action: 'stream-error', child: 'conflict:replaced', times: 1 },
	},
	{
		title: 'The link is gone (401)',
		effect:
			'The next login is refused: the program has to be linked again. Only when it connects: break the connection as well.',
		rule: { match: {}, action: 'failure', reason: 401, times: 1 },
	},
	{
		title: 'The number is banned (403)',
		effect: 'Logins are refused until the fault is removed.',
		rule: { match: {}, action: 'failure', reason: 403 },
	},
	{
		title: 'The program is too old (405)',
		effect: 'Logins are refused as those of an outdated client.',
		rule: { match: {}, action: 'failure', reason: 405 },
	},
	{
		title: 'WhatsApp cannot be reached (503)',
		effect:
			'New connections are turned away until the fault is removed. One that is open stays: break it as well.',
		rule: { match: {}, action: 'upgrade', status: 503 },
	},
	{
		title: 'Attachments cannot be uploaded',
		effect: 'The program does not learn where to upload to.',
		rule: {
			match: { tag: 'iq', child: 'media_conn', direction: 'in' },
			action: 'iq-error',
			code: 500,
			times: 1,
		},
	},
];
