import { addressingOf, isGroup } from '../stanza/jid.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

export const presenceRoutes: readonly Route[] = [
	forDevice({ tag: 'presence' }, handlePresence),
	forDevice({ tag: 'chatstate' }, passTyping),
	/** Telemetry and the offline batch request: nothing to answer. */
	forDevice({ tag: 'ib' }, () => undefined),
];

/** A client also says its new name this way, without a type (Baileys Socket/socket.js, creds.update). */
function handlePresence({ world, connection, stanza: presence, device }: DeviceContext): void {
	const { type, to = '', name } = presence.attrs;
	if (type === 'subscribe') {
		const account = world.accounts.byJid(to);
		if (account) world.presence.subscribe(connection, account, to);
		return;
	}
	if (name) device.account.name = name;
	if (type === 'available' || type === 'unavailable') {
		world.presence.change(device.account, connection, type);
	}
}

function passTyping({ world, stanza: typing, device }: DeviceContext): void {
	const { to } = typing.attrs;
	const chat = world.accounts.byJid(to);
	if (isGroup(to)) world.delivery.typingInGroup(device.account, to, typing.content);
	else if (chat) world.delivery.typing(device.account, chat, addressingOf(to), typing.content);
}
