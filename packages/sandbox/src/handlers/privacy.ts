import { isCategory, type PrivacyCategory } from '../people/privacy-settings.js';
import { child, children, stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { Accounts } from '../state/accounts.js';
import { LID, PN } from '../stanza/jid.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

export const privacyRoutes: readonly Route[] = [
	forDevice({ tag: 'iq', xmlns: 'privacy' }, handlePrivacy),
];

/** Asked for settings, for one list of people left out (`<list>`), or told to change settings. */
function handlePrivacy(context: DeviceContext): void {
	const { connection, stanza: query, device } = context;
	const asked = child(query, 'privacy');
	if (query.attrs['type'] === 'set') {
		for (const category of children(asked, 'category')) {
			if (!change(context, category)) return connection.answerError(query, 400, 'bad-request');
		}
	}
	const list = child(asked, 'list')?.attrs['name'] ?? '';
	const answer = isCategory(list)
		? [formatList(context.world.accounts, device.account, list)]
		: formatCategories(device.account);
	connection.answer(query, [stanza('privacy', {}, answer)]);
}

/** `<category name value>`, with `<user jid action=add|remove>` for those left out. */
function change({ world, device }: DeviceContext, { attrs, content }: Stanza): boolean {
	const { name = '', value = '' } = attrs;
	const { privacy } = device.account;
	if (!isCategory(name) || !privacy.set(name, value)) return false;
	const out = new Set(privacy.except(name));
	for (const user of children(stanza('category', {}, content), 'user')) {
		const number = world.accounts.byJid(user.attrs['jid'])?.number;
		if (number === undefined) return false;
		if (user.attrs['action'] === 'remove') out.delete(number);
		else out.add(number);
	}
	privacy.setExcept(name, out);
	return true;
}

function formatCategories({ privacy }: Account): Stanza[] {
	return Object.entries(privacy.values).map(([name, value]) => stanza('category', { name, value }));
}

function formatList(accounts: Accounts, { privacy }: Account, name: PrivacyCategory): Stanza {
	const people = [...privacy.except(name)].flatMap((number) => accounts.byDigits(number) ?? []);
	const users = people.map((each) => stanza('user', { jid: each.jid(LID), pn_jid: each.jid(PN) }));
	return stanza('list', { name, value: 'contact_blacklist' }, users);
}
