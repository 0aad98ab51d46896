import { parseJid } from '../stanza/jid.js';
import { children, type Stanza } from '../stanza/stanza.js';
import type { Direction, FaultAction, FaultMatch } from './fault-rule.js';

/** A stanza on its way, as faults see it. */
export interface FaultSubject {
	readonly direction: Direction;
	readonly stanza: Stanza;
	/** Digits of the connected account; undefined before it is known. */
	readonly number: string | undefined;
	/** Digits of the person in `to` or `from`, whichever way they are addressed. */
	readonly peer: string | undefined;
	/** Namespace of the query that the stanza answers. */
	readonly answers?: string | undefined;
}

/** Pure: does this stanza fit? */
export function fits(match: FaultMatch, subject: FaultSubject): boolean {
	const { stanza, direction } = subject;
	return (
		same(match.tag, stanza.tag) &&
		same(match.xmlns, namespaceOf(match, subject)) &&
		same(match.type, stanza.attrs['type']) &&
		same(match.id, stanza.attrs['id']) &&
		same(match.child, children(stanza)[0]?.tag) &&
		(match.jid === undefined || names(stanza, match.jid)) &&
		Object.entries(match.attrs ?? {}).every(([name, value]) => stanza.attrs[name] === value) &&
		same(match.direction, direction) &&
		sameNumber(match.number, subject.number) &&
		sameNumber(match.peer, subject.peer)
	);
}

/** Pure: can this action be done to this stanza at all? */
export function applies(action: FaultAction, subject: FaultSubject): boolean {
	const { stanza, direction } = subject;
	switch (action) {
		case 'ack-error':
			return direction === 'in' && stanza.tag === 'message';
		case 'iq-error':
			return direction === 'in' && stanza.tag === 'iq' && isQuery(stanza);
		case 'corrupt':
		case 'unreadable-status':
			return stanza.tag === 'message';
		case 'frame':
			return direction === 'out';
		case 'upgrade':
		case 'handshake':
			return false;
		default:
			return true;
	}
}

/** Answers carry no namespace; a rule for what goes out means that of the query. */
function namespaceOf({ direction }: FaultMatch, { stanza, answers }: FaultSubject) {
	return stanza.attrs['xmlns'] ?? (direction === 'out' ? answers : undefined);
}

const NAMED_IN = ['to', 'from', 'participant', 'recipient'] as const;

/** A jid without a device stands for all devices of the person. */
function names({ attrs }: Stanza, wanted: string): boolean {
	const { user, server, device } = parseJid(wanted);
	return NAMED_IN.some((name) => {
		const jid = parseJid(attrs[name]);
		const samePerson = jid.user === user && jid.server === server;
		return samePerson && (device === 0 || jid.device === device);
	});
}

/** The other side's jid of a stanza. */
export function peerOf(stanza: Stanza, direction: Direction): string | undefined {
	return direction === 'in' ? stanza.attrs['to'] : stanza.attrs['from'];
}

function isQuery(stanza: Stanza): boolean {
	return stanza.attrs['type'] === 'get' || stanza.attrs['type'] === 'set';
}

function same(wanted: string | undefined, actual: string | undefined): boolean {
	return wanted === undefined || wanted === actual;
}

function sameNumber(wanted: string | undefined, actual: string | undefined): boolean {
	return wanted === undefined || parseJid(wanted).user.replace(/\D/g, '') === actual;
}
