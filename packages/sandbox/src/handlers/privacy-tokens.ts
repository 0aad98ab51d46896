import { issueToken } from '../routing/privacy-tokens.js';
import { child, children } from '../stanza/stanza.js';
import { forDevice, type Route } from './handler.js';

export const privacyTokenRoutes: readonly Route[] = [
	/** A client trusts somebody it has written to (Baileys Socket/messages-send.js issuePrivacyTokens). */
	forDevice({ tag: 'iq', xmlns: 'privacy', child: 'tokens' }, (context) => {
		const { world, connection, stanza: query, device } = context;
		connection.answer(query);
		for (const { attrs } of children(child(query, 'tokens'), 'token')) {
			const to = world.accounts.byJid(attrs['jid']);
			const at = Number(attrs['t']) || world.clock.unixTime();
			if (to && attrs['type'] === 'trusted_contact') issueToken(world, device.account, to, at);
		}
	}),
];
