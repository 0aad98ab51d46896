import { child, children, stanza } from '../stanza/stanza.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

export const privacyRoutes: readonly Route[] = [
	forDevice({ tag: 'iq', xmlns: 'privacy' }, handlePrivacy),
	forDevice({ tag: 'iq', xmlns: 'privacy', child: 'tokens' }, ({ connection, stanza: query }) =>
		connection.answer(query),
	),
	forDevice({ tag: 'iq', xmlns: 'blocklist' }, handleBlocklist),
];

function handlePrivacy({ connection, stanza: query, device }: DeviceContext): void {
	const { privacy } = device.account;
	if (query.attrs['type'] === 'set') {
		for (const { attrs } of children(child(query, 'privacy'), 'category')) {
			privacy.set(attrs['name'] ?? '', attrs['value'] ?? '');
		}
	}
	const categories = [...privacy].map(([name, value]) => stanza('category', { name, value }));
	connection.answer(query, [stanza('privacy', {}, categories)]);
}

function handleBlocklist({ connection, stanza: query, device }: DeviceContext): void {
	const { blocked } = device.account;
	if (query.attrs['type'] === 'set') {
		for (const { attrs } of children(query, 'item')) {
			if (attrs['action'] === 'block') blocked.add(attrs['jid'] ?? '');
			else blocked.delete(attrs['jid'] ?? '');
		}
	}
	const items = [...blocked].map((jid) => stanza('item', { jid }));
	connection.answer(query, [stanza('list', {}, items)]);
}
