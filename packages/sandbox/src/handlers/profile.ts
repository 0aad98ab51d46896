import { announceDefaultTimer } from '../people/account-notices.js';
import { child, stanza, textOf } from '../stanza/stanza.js';
import { forDevice, type Route } from './handler.js';

export const profileRoutes: readonly Route[] = [
	/** The about text, which WhatsApp calls status here. */
	forDevice({ tag: 'iq', xmlns: 'status' }, ({ world, connection, stanza: query, device }) => {
		const about = textOf(child(query, 'status'));
		if (query.attrs['type'] === 'set' && about !== undefined) {
			device.account.about = about;
			device.account.aboutAt = world.clock.unixTime();
		}
		connection.answer(query);
	}),
	/** How long messages in new chats live (Baileys Socket/chats.js updateDefaultDisappearingMode). */
	forDevice({ tag: 'iq', xmlns: 'disappearing_mode' }, (context) => {
		const { world, connection, stanza: query, device } = context;
		const duration = Number(child(query, 'disappearing_mode')?.attrs['duration']);
		connection.answer(query);
		if (query.attrs['type'] !== 'set') return;
		const seconds = Number.isFinite(duration) ? duration : 0;
		device.account.defaultTimer = { seconds, at: world.clock.unixTime() };
		announceDefaultTimer(world, device.account, { by: device });
	}),
	forDevice({ tag: 'iq', xmlns: 'w:biz' }, ({ connection, stanza: query }) =>
		connection.answer(query, [stanza('business_profile', {}, [])]),
	),
];
