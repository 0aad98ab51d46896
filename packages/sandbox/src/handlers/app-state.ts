import { PN } from '../stanza/jid.js';
import { bytesOf, child, children, stanza, type Stanza } from '../stanza/stanza.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

const XMLNS = 'w:sync:app:state';

export const appStateRoutes: readonly Route[] = [
	forDevice({ tag: 'iq', xmlns: XMLNS }, (context) => {
		const asked = children(child(context.stanza, 'sync'), 'collection');
		const answered = asked.map((collection) => answerCollection(context, collection));
		context.connection.answer(context.stanza, [stanza('sync', {}, answered)]);
	}),
];

function answerCollection(context: DeviceContext, collection: Stanza): Stanza {
	const patch = bytesOf(child(collection, 'patch'));
	const name = collection.attrs['name'] ?? '';
	const version = Number(collection.attrs['version'] ?? 0);
	return patch ? storePatch(context, name, version, patch) : answerPatches(context, name, version);
}

/** A patch made on an old version is refused; the client pulls and tries again. */
function storePatch(context: DeviceContext, name: string, base: number, patch: Buffer): Stanza {
	const { appState } = context.device.account;
	if (!appState.append(name, base, patch)) {
		const error = stanza('error', { code: 409, text: 'conflict' });
		return stanza('collection', { name, type: 'error' }, [error]);
	}
	const version = appState.version(name);
	notifyOthers(context, stanza('collection', { name, version }));
	return stanza('collection', { name, version });
}

/** Patches only, never a snapshot: clients download snapshots from WhatsApp's own host. */
function answerPatches(context: DeviceContext, name: string, from: number): Stanza {
	const { appState } = context.device.account;
	const patches = appState.patchesAfter(name, from).map((each) => stanza('patch', {}, each));
	const attrs = { name, version: appState.version(name), has_more_patches: false };
	return stanza('collection', attrs, patches.length > 0 ? [stanza('patches', {}, patches)] : []);
}

function notifyOthers({ world, device }: DeviceContext, changed: Stanza): void {
	for (const other of device.account.devices.values()) {
		if (other === device) continue;
		const id = world.ids.next();
		const attrs = {
			id,
			from: device.account.jid(PN),
			type: 'server_sync',
			t: world.clock.unixTime(),
		};
		world.delivery.toDevice(other, stanza('notification', attrs, [changed]));
	}
}
