import { describeNewChatCap } from '../routing/new-chat-cap.js';
import { describeRestriction } from '../routing/restriction.js';
import { stanza } from '../stanza/stanza.js';
import { forAnyone, forDevice, type Route, type StanzaContext } from './handler.js';

const DAY = 86_400;

export const serverQueryRoutes: readonly Route[] = [
	/** Keepalive. */
	forAnyone({ tag: 'iq', xmlns: 'w:p' }, emptyAnswer),
	forDevice({ tag: 'iq', xmlns: 'abt' }, ({ connection, stanza: query }) => {
		const props = stanza('props', { protocol: 1, hash: 'sandbox', refresh: DAY }, []);
		connection.answer(query, [props]);
	}),
	/** "Is this account restricted?" (Baileys Socket/mex.js). */
	forDevice({ tag: 'iq', xmlns: 'w:mex' }, ({ world, connection, stanza: query, device }) => {
		const data = {
			xwa2_fetch_account_reachout_timelock: describeRestriction(world.clock, device.account),
			xwa2_message_capping_info: describeNewChatCap(device.account, world.clock.unixTime()),
		};
		const result = Buffer.from(JSON.stringify({ data }));
		connection.answer(query, [stanza('result', {}, result)]);
	}),
	forDevice({ tag: 'iq', xmlns: 'urn:xmpp:whatsapp:dirty' }, emptyAnswer),
	forDevice({ tag: 'iq', xmlns: 'w:stats' }, emptyAnswer),
];

function emptyAnswer({ connection, stanza: query }: StanzaContext): void {
	connection.answer(query);
}
