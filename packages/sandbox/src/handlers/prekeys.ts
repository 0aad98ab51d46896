import { isPerson } from '../stanza/jid.js';
import { bytesOf, child, children, requiredBytes, stanza, type Stanza } from '../stanza/stanza.js';
import { formatKeyBundle, formatKeyDigest, parseKey, parseSignedKey } from '../state/key-bundle.js';
import type { World } from '../world.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

const XMLNS = 'encrypt';

export const prekeyRoutes: readonly Route[] = [
	forDevice({ tag: 'iq', xmlns: XMLNS, child: 'count' }, countKeys),
	forDevice({ tag: 'iq', xmlns: XMLNS, child: 'digest' }, answerDigest),
	forDevice({ tag: 'iq', xmlns: XMLNS, child: 'rotate' }, rotateSignedKey),
	forDevice({ tag: 'iq', xmlns: XMLNS, child: 'key' }, answerKeys),
	forDevice({ tag: 'iq', xmlns: XMLNS }, uploadKeys),
];

/** 0 makes the client upload 812 keys, 1 makes it upload 5 (Baileys Socket/socket.js). */
function countKeys({ world, connection, stanza: query, device }: DeviceContext): void {
	const stored = device.keys.oneTimeKeys.size;
	const value = stored === 0 && world.options.prekeys === 'few' ? 1 : stored;
	connection.answer(query, [stanza('count', { value })]);
}

/**
 * The client says 'open' when this is answered, so the answer waits until a new device has taken the
 * phone's first messages. Detached: the receipts it waits for come through this same connection.
 */
function answerDigest({ connection, stanza: query, device }: DeviceContext): void {
	void device.synced.then(() => connection.answer(query, [formatKeyDigest(device.keys)]));
}

function rotateSignedKey({ connection, stanza: query, device }: DeviceContext): void {
	device.keys.signedKey = parseSignedKey(child(child(query, 'rotate'), 'skey'));
	connection.answer(query);
}

function uploadKeys({ connection, stanza: query, device }: DeviceContext): void {
	const { keys } = device;
	keys.registrationId = requiredBytes(child(query, 'registration'), 'registration');
	keys.identity = bytesOf(child(query, 'identity')) ?? keys.identity;
	keys.signedKey = parseSignedKey(child(query, 'skey'));
	for (const each of children(child(query, 'list'), 'key')) {
		const key = parseKey(each);
		keys.oneTimeKeys.set(key.id, key);
	}
	device.lowKeysNoticed = false;
	connection.answer(query);
}

async function answerKeys({ world, connection, stanza: query }: DeviceContext): Promise<void> {
	const users: Stanza[] = [];
	for (const user of children(child(query, 'key'), 'user')) {
		users.push(await bundleFor(world, user.attrs['jid'] ?? ''));
	}
	connection.answer(query, [stanza('list', {}, users)]);
}

async function bundleFor(world: World, jid: string): Promise<Stanza> {
	const endpoint = isPerson(jid) ? world.accounts.endpoint(jid) : undefined;
	if (!endpoint) {
		return stanza('user', { jid }, [stanza('error', { code: 404, text: 'item-not-found' })]);
	}
	const bundle = await world.bundles.of(endpoint);
	return stanza('user', { jid, t: world.clock.unixTime() }, formatKeyBundle(bundle));
}
