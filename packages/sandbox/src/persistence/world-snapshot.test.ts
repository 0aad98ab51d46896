import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { curve } from '../baileys/protocol.js';
import { resolveOptions } from '../options.js';
import { Phone } from '../phone/phone.js';
import { Account } from '../state/account.js';
import { GroupRecord } from '../state/group-record.js';
import { LinkedDevice } from '../state/linked-device.js';
import { issueNoiseIdentity } from '../transport/noise-certificate.js';
import { World } from '../world.js';
import { Autosave } from './autosave.js';
import { WorldFolder } from './world-folder.js';
import { NOT_KEPT, restoreWorld, worldToSnapshot } from './world-snapshot.js';

const noiseIdentity = issueNoiseIdentity(curve.generateKeyPair());

function emptyWorld(): World {
	return new World({ options: resolveOptions({}), noiseIdentity, mediaHost: () => '127.0.0.1:1' });
}

/** An account with a phone, a linked device and a group. */
function world(): { world: World; account: Account; device: LinkedDevice; group: GroupRecord } {
	const world = emptyWorld();
	const account = new Account({
		number: '1',
		lid: '2',
		name: 'Anna',
		registered: true,
		aliases: [],
	});
	account.attachPhone(new Phone(world, account));
	world.accounts.add(account);
	const value = Buffer.from('key');
	const signedKey = { id: 1, value, signature: value };
	const linkedAt = new Date();
	const keys = { registrationId: value, identity: value, signedKey, oneTimeKeys: new Map() };
	const device = new LinkedDevice({
		account,
		id: 1,
		name: 'Chrome',
		noiseKey: value,
		keys,
		linkedAt,
	});
	account.devices.set(1, device);
	const group = new GroupRecord({
		...{ id: '3@g.us', subject: 'Two', owner: account, members: [], mode: 'lid', createdAt: 1 },
		...{ inviteCode: 'code' },
	});
	world.groups.add(group);
	return { world, account, device, group };
}

/** Names of the public fields of a thing, but not of these. */
const fieldsOf = (thing: object, ...without: string[]) =>
	Object.keys(thing)
		.filter((name) => !without.includes(name))
		.sort();

describe('whoever adds a field decides whether it is kept', () => {
	test('a part of the world is in the snapshot, or in the list of those that are not', () => {
		const parts = fieldsOf(emptyWorld());
		const kept = fieldsOf(worldToSnapshot(emptyWorld()));
		expect([...kept, ...Object.keys(NOT_KEPT)].sort()).toEqual(parts);
	});

	test.each([
		// Presence is known of connected clients only.
		['an account', world().account, ['presence'], ['nextDevice', 'phone']],
		// The connection, and what waits for its answers, end with the process.
		[
			'a linked device',
			world().device,
			['account', 'connection', 'awaitedPeerReceipts', 'synced'],
			[],
		],
		['a group', world().group, [], ['roles']],
	])('a field of %s as well', (_what, thing, notKept, hidden) => {
		const kept = fieldsOf(thing.toSnapshot(), ...hidden);
		expect(kept).toEqual(fieldsOf(thing, ...notKept));
	});

	test('a world that was restored has the same snapshot', () => {
		const snapshot = worldToSnapshot(world().world);
		const restored = emptyWorld();
		restoreWorld(restored, snapshot);
		expect(worldToSnapshot(restored)).toEqual(snapshot);
	});
});

test('a disk that fails is reported once, and the world is saved when it works again', async () => {
	const dataDir = await mkdtemp(join(tmpdir(), 'waypost-sandbox-test-'));
	const folder = await WorldFolder.open(dataDir);
	const { world: busy } = world();
	const reports: string[] = [];
	busy.events.subscribe(({ type }) => void reports.push(type));
	const autosave = new Autosave(busy, folder);
	await rm(dataDir, { recursive: true });
	for (let time = 0; time < 2; time++) await autosave.saveOrComplain();
	await mkdir(join(dataDir, 'media'), { recursive: true });
	await autosave.close();
	await folder.close();
	expect(reports).toEqual(['sandbox.not-saved']);
	expect(await readdir(dataDir)).toContain('world.json');
	await rm(dataDir, { recursive: true });
});

test('a world that has not changed is not written again', async () => {
	const dataDir = await mkdtemp(join(tmpdir(), 'waypost-sandbox-test-'));
	const folder = await WorldFolder.open(dataDir);
	const autosave = new Autosave(world().world, folder);
	await autosave.save();
	const { mtimeMs } = await stat(join(dataDir, 'world.json'));
	await autosave.close();
	await folder.close();
	expect((await stat(join(dataDir, 'world.json'))).mtimeMs).toBe(mtimeMs);
	await rm(dataDir, { recursive: true });
});
