import { child, stanza, textOf } from '../stanza/stanza.js';
import { unixTime } from '../unix-time.js';
import { forDevice, type Route } from './handler.js';

export const profileRoutes: readonly Route[] = [
	/** Nobody here has a picture. */
	forDevice({ tag: 'iq', xmlns: 'w:profile:picture' }, ({ connection, stanza: query }) => {
		if (query.attrs['type'] === 'get') connection.answerError(query, 404, 'item-not-found');
		else connection.answer(query, [stanza('picture', { id: unixTime() })]);
	}),
	forDevice({ tag: 'iq', xmlns: 'status' }, ({ connection, stanza: query, device }) => {
		const about = textOf(child(query, 'status'));
		if (query.attrs['type'] === 'set' && about !== undefined) device.account.about = about;
		connection.answer(query);
	}),
	forDevice({ tag: 'iq', xmlns: 'disappearing_mode' }, ({ connection, stanza: query }) =>
		connection.answer(query),
	),
	forDevice({ tag: 'iq', xmlns: 'w:biz' }, ({ connection, stanza: query }) =>
		connection.answer(query, [stanza('business_profile', {}, [])]),
	),
];
