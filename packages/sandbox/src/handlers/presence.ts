import { addressingOf } from '../stanza/jid.js';
import { stanza } from '../stanza/stanza.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

export const presenceRoutes: readonly Route[] = [
	forDevice({ tag: 'presence' }, handlePresence),
	forDevice({ tag: 'chatstate' }, passTyping),
	/** Telemetry and the offline batch request: nothing to answer. */
	forDevice({ tag: 'ib' }, () => undefined),
];

function handlePresence({ world, connection, stanza: presence, device }: DeviceContext): void {
	const { type, to = '', name } = presence.attrs;
	if (type === 'subscribe') {
		const account = world.accounts.byJid(to);
		if (account) world.presence.subscribe(connection, account, to);
		return;
	}
	if (name) device.account.name = name;
	if (type === 'available' || type === 'unavailable') world.presence.change(device.account, type);
}

/** Typing is shown now or never: it is not kept for devices that are away. */
function passTyping({ world, stanza: typing, device }: DeviceContext): void {
	const { to } = typing.attrs;
	const from = device.account.jid(addressingOf(to));
	const shown = stanza('chatstate', { from }, typing.content);
	const chat = world.accounts.byJid(to);
	for (const other of chat?.devices.values() ?? []) other.connection?.send(shown);
	chat?.phone.receive(shown);
}
