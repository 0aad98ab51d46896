import type { Connection } from '../connection.js';
import { parseRegistration } from '../linking/registration.js';
import { toE164 } from '../phone-number.js';
import { CLIENT_OUTDATED, isOlder } from './client-version.js';
import { LID } from '../stanza/jid.js';
import { stanza } from '../stanza/stanza.js';
import type { LinkedDevice } from '../state/linked-device.js';
import type { HandshakeResult } from '../transport/noise-handshake.js';
import type { World } from '../world.js';

const LOGGED_OUT = 401;

/** After the handshake: a client without a link gets QR refs, a linked device gets in or is refused. */
export function handleLogin(world: World, connection: Connection, result: HandshakeResult): void {
	const { payload, clientStatic } = result;
	const { minVersion } = world.settings.current;
	if (minVersion !== null && isOlder(payload, minVersion)) return connection.fail(CLIENT_OUTDATED);
	if (payload.devicePairingData) {
		connection.registration = parseRegistration(clientStatic, payload.devicePairingData);
		world.linking.offerQr(connection);
		return;
	}
	const account = world.accounts.byDigits(String(payload.username ?? ''));
	const device = account?.devices.get(payload.device ?? 0);
	if (device?.noiseKey.equals(clientStatic)) admit(world, connection, device);
	else connection.fail(LOGGED_OUT);
}

/** The newest login wins; the one before is told that it was replaced. */
function admit(world: World, connection: Connection, device: LinkedDevice): void {
	device.connection?.streamError(undefined, stanza('conflict', { type: 'replaced' }));
	device.connection = connection;
	connection.device = device;
	const t = world.clock.unixTime();
	// The LID carries the device: the client compares it with its own (Baileys Socket/socket.js).
	const lid = device.jid(LID);
	connection.send(
		stanza('success', { t, lid, props: 27, location: 'sandbox', abprops: 0, creation: t }),
	);
	const phoneNumber = toE164(device.account.number);
	world.events.publish('device.connected', { phoneNumber, deviceId: device.id });
}
