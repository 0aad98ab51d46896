import type { SendMessage } from '@waypost/client';
import { inputError } from '../errors/error-texts.js';
import type { Translate } from '../translate.js';
import type { SendWait } from './message-sender.js';
import type { Evaluate } from './typed-value.js';

/** How a message is sent, as the dialogs of both send nodes keep it. */
export interface SendOptionsDef {
	replyTo?: string;
	replyToType?: string;
	mentions?: string;
	mentionsType?: string;
	sendAt?: string;
	sendAtType?: string;
	/** Minutes. */
	ttl?: string;
	ttlType?: string;
	typing?: boolean;
	refuseWaiting?: boolean;
	waitFor?: SendWait['until'];
	waitSeconds?: number | string;
}

/** The fields of a send that say how, not what. */
export type SendFields = Pick<
	SendMessage,
	'replyTo' | 'mentions' | 'sendAt' | 'ttl' | 'typing' | 'queue'
>;

const LONGEST_WAIT_S = 60;
const DEFAULT_WAIT_S = 10;

/** Reads the options for one message; what is empty is left out. @throws NodeError `INVALID_VALUE` */
export async function readSendFields(
	def: SendOptionsDef,
	evaluate: Evaluate,
	translate: Translate,
): Promise<SendFields> {
	const read = (name: 'replyTo' | 'mentions' | 'sendAt' | 'ttl') =>
		evaluate(
			{ value: def[name] ?? '', type: def[`${name}Type`] ?? 'str' },
			translate(`fields.${name}`),
		);
	const refuse = (name: string) =>
		inputError('INVALID_VALUE', translate, {
			name: translate(`fields.${name}`),
			expected: translate(`expected.${name}`),
		});
	const replyTo = await read('replyTo');
	const mentions = toList(await read('mentions'));
	const sendAt = toInstant(await read('sendAt'), () => refuse('sendAt'));
	const ttl = toSeconds(await read('ttl'), () => refuse('ttl'));
	if (replyTo !== undefined && typeof replyTo !== 'string') throw refuse('replyTo');
	return {
		...(replyTo !== undefined && { replyTo: replyTo.trim() }),
		...(mentions.length > 0 && { mentions }),
		...(sendAt !== null && { sendAt }),
		...(ttl !== null && { ttl }),
		...(def.typing && { typing: true }),
		...(def.refuseWaiting && { queue: false }),
	};
}

export function waitOf({ waitFor = 'sent', waitSeconds }: SendOptionsDef): SendWait {
	const seconds = Number(waitSeconds) || DEFAULT_WAIT_S;
	return { until: waitFor, seconds: Math.min(Math.max(seconds, 1), LONGEST_WAIT_S) };
}

/** A list, or names in one text separated by commas. */
const toList = (value: unknown): string[] =>
	(Array.isArray(value)
		? value.map(String)
		: String((value as string | undefined) ?? '').split(',')
	)
		.map((name) => name.trim())
		.filter((name) => name !== '');

/** A moment from a date, milliseconds since 1970, or a text; one without a zone is local time. */
function toInstant(value: unknown, refusal: () => Error): string | null {
	if (value === undefined) return null;
	const isText = typeof value === 'string';
	const date = new Date(isText ? value.trim().replace(' ', 'T') : (value as number));
	if (Number.isNaN(date.getTime())) throw refusal();
	return date.toISOString();
}

function toSeconds(minutes: unknown, refusal: () => Error): number | null {
	if (minutes === undefined) return null;
	const seconds = Math.round(Number(minutes) * 60);
	if (!(seconds > 0)) throw refusal();
	return seconds;
}
