import { stanza } from '../stanza/stanza.js';
import { forAnyone, forDevice, type Route, type StanzaContext } from './handler.js';

const DAY = 86_400;

/** "Is this account restricted?" No: answers Baileys' query after ack error 463 (Socket/mex.js). */
const NO_RESTRICTION = {
	data: {
		xwa2_fetch_account_reachout_timelock: { is_active: false },
		xwa2_message_capping_info: {},
	},
};

export const serverQueryRoutes: readonly Route[] = [
	/** Keepalive. */
	forAnyone({ tag: 'iq', xmlns: 'w:p' }, emptyAnswer),
	forDevice({ tag: 'iq', xmlns: 'abt' }, ({ connection, stanza: query }) => {
		const props = stanza('props', { protocol: 1, hash: 'sandbox', refresh: DAY }, []);
		connection.answer(query, [props]);
	}),
	forDevice({ tag: 'iq', xmlns: 'w:mex' }, ({ connection, stanza: query }) => {
		const result = Buffer.from(JSON.stringify(NO_RESTRICTION));
		connection.answer(query, [stanza('result', {}, result)]);
	}),
	forDevice({ tag: 'iq', xmlns: 'urn:xmpp:whatsapp:dirty' }, emptyAnswer),
	forDevice({ tag: 'iq', xmlns: 'w:stats' }, emptyAnswer),
];

function emptyAnswer({ connection, stanza: query }: StanzaContext): void {
	connection.answer(query);
}
