import { block, unblock } from '../people/blocklist.js';
import { LID, PN } from '../stanza/jid.js';
import { children, stanza } from '../stanza/stanza.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

/** Baileys Socket/chats.js fetchBlocklist and updateBlockStatus: people go by their LID. */
export const blocklistRoutes: readonly Route[] = [
	forDevice({ tag: 'iq', xmlns: 'blocklist' }, (context) => {
		if (context.stanza.attrs['type'] === 'set') changeBlocklist(context);
		else answerBlocklist(context);
	}),
];

function changeBlocklist({ world, connection, stanza: query, device }: DeviceContext): void {
	const items = children(query, 'item').map(({ attrs }) => ({
		other: world.accounts.byJid(attrs['jid']),
		change: attrs['action'] === 'block' ? block : unblock,
	}));
	if (items.some(({ other }) => !other)) {
		return connection.answerError(query, 404, 'item-not-found');
	}
	connection.answer(query);
	for (const { other, change } of items) {
		if (other) change(world, device.account, other, { by: device });
	}
}

function answerBlocklist({ world, connection, stanza: query, device }: DeviceContext): void {
	const people = [...device.account.blocked].flatMap((each) => world.accounts.byDigits(each) ?? []);
	const items = people.map((each) => stanza('item', { jid: each.jid(LID), pn_jid: each.jid(PN) }));
	connection.answer(query, [stanza('list', { addressing_mode: 'lid' }, items)]);
}
