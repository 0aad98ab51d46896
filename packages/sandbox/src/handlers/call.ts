import { children, stanza } from '../stanza/stanza.js';
import { forDevice, type Route } from './handler.js';

/** Calls are acknowledged and go nowhere. */
export const callRoutes: readonly Route[] = [
	forDevice({ tag: 'call' }, ({ connection, stanza: call }) => {
		const { id, to } = call.attrs;
		connection.send(stanza('ack', { class: 'call', id, from: to, type: children(call)[0]?.tag }));
	}),
];
