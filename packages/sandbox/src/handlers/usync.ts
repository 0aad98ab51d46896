import { allows } from '../people/visibility.js';
import { formatJid, LID, parseJid, PN } from '../stanza/jid.js';
import { child, children, stanza, textOf, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

/** "Who is on WhatsApp, with which devices, under which LID": several questions in one query. */
export const usyncRoutes: readonly Route[] = [
	forDevice({ tag: 'iq', xmlns: 'usync' }, (context) => {
		const usync = child(context.stanza, 'usync');
		const questions = children(child(usync, 'query')).map((each) => each.tag);
		const users = children(child(usync, 'list'), 'user');
		const answers = users.map((user) => answerUser(context, user, questions));
		const { sid, mode, context: purpose } = usync?.attrs ?? {};
		const attrs = { sid, index: 0, last: true, mode, context: purpose };
		const result = stanza(
			'result',
			{},
			questions.map((tag) => stanza(tag)),
		);
		const list = stanza('list', {}, answers);
		context.connection.answer(context.stanza, [stanza('usync', attrs, [result, list])]);
	}),
];

/**
 * Answered under the jid that was asked for, without its device. A number that was asked for in
 * another spelling is answered under its own, as WhatsApp does for Brazil's ninth digit.
 */
function answerUser(context: DeviceContext, user: Stanza, questions: string[]): Stanza {
	const digits = textOf(child(user, 'contact'))?.replace(/\D/g, '');
	const { accounts } = context.world;
	const registered = digits === undefined ? undefined : accounts.byAnySpelling(digits);
	const asked = user.attrs['jid'] ?? registered?.jid(PN) ?? (digits ? formatJid(digits, PN) : '');
	const account = accounts.byJid(asked);
	if (account && questions.includes('devices')) becomePartner(context.device.account, account);
	const { user: name, server } = parseJid(asked);
	const person = { account, asked, digits, asking: context.device.account };
	const answers = questions.flatMap((question) =>
		answer(question, person, context.world.clock.unixTime()),
	);
	return stanza('user', { jid: formatJid(name, server) }, answers);
}

interface AskedPerson {
	readonly account: Account | undefined;
	/** Jid under which they are asked for. */
	readonly asked: string;
	/** Of the number, when they are asked for by number. */
	readonly digits: string | undefined;
	readonly asking: Account;
}

function answer(question: string, person: AskedPerson, t: number): Stanza[] {
	const { account, asked, digits } = person;
	switch (question) {
		case 'contact': {
			const content = digits ? Buffer.from(`+${digits}`) : undefined;
			return [stanza('contact', { type: account ? 'in' : 'out' }, content)];
		}
		case 'devices':
			return [devices(account, t)];
		case 'lid':
			return account && parseJid(asked).server !== LID
				? [stanza('lid', { val: account.jid(LID) })]
				: [];
		case 'status':
			return account ? [about(account, person.asking)] : [];
		case 'disappearing_mode':
			return [defaultTimer(account)];
		default:
			return [];
	}
}

/** 401 when it is not for the eyes of who asks (Baileys WAUSync/Protocols/USyncStatusProtocol.js). */
function about(account: Account, asking: Account): Stanza {
	if (!allows(account, 'status', asking)) return stanza('status', { code: 401, type: 'error' });
	return stanza('status', { t: account.aboutAt }, Buffer.from(account.about));
}

function defaultTimer(account: Account | undefined): Stanza {
	const { seconds: duration, at: t } = account?.defaultTimer ?? { seconds: 0, at: 0 };
	return stanza('disappearing_mode', { duration, t });
}

/** Companions carry their key index: the client ignores those without. */
function devices(account: Account | undefined, t: number): Stanza {
	if (!account) return stanza('devices', {}, [stanza('device-list', {}, [])]);
	const listed = account
		.deviceIds()
		.map((id) => stanza('device', { id, 'key-index': id === 0 ? undefined : id }));
	const list = stanza('device-list', {}, listed);
	return stanza('devices', {}, [list, stanza('key-index-list', { ts: t })]);
}

/** Whoever looked up the devices keeps them for minutes and must hear of changes. */
function becomePartner(asking: Account, account: Account): void {
	if (asking !== account) account.partners.add(asking);
}
