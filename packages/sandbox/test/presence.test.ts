import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PresenceData } from '@whiskeysockets/baileys';
import type { BaileysClient } from './baileys-client.js';
import { CAROL, pnJid } from './group-world.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

const ANNA_JID = pnJid(ANNA);
const NOW = new Date('2026-03-01T12:00:00.000Z');
const NOW_SECONDS = NOW.getTime() / 1_000;

/** What a client is told about one person's presence and typing, each once and in order. */
class PresenceWatch {
	readonly #seen: PresenceData[] = [];
	readonly #client: BaileysClient;

	constructor(client: BaileysClient, person: string) {
		this.#client = client;
		client.socket.ev.on('presence.update', ({ presences }) => {
			const seen = presences[person];
			if (seen) this.#seen.push(seen);
		});
	}

	next(): Promise<PresenceData> {
		return this.#client.until(() => this.#seen.shift());
	}
}

describe('presence', () => {
	let world: TestWorld;
	let anna: BaileysClient;

	beforeEach(async () => {
		world = await TestWorld.start({ clock: { stoppedAt: NOW } });
		anna = await world.linkedClient();
	});
	afterEach(() => world.close());

	/** The client asks about a person, and is told until it hangs up. */
	async function watch(client: BaileysClient, person: string): Promise<PresenceWatch> {
		const watching = new PresenceWatch(client, person);
		await client.socket.presenceSubscribe(person);
		return watching;
	}

	test('somebody who was never online is away, for how long is not said', async () => {
		const bob = await watch(anna, BOB_JID);
		expect(await bob.next()).toEqual({ lastKnownPresence: 'unavailable' });
	});

	test('a phone comes online and goes away, with the time it was last seen', async () => {
		const bob = await watch(anna, BOB_JID);
		await bob.next();
		world.bob.profile.setPresence('available');
		expect(await bob.next()).toEqual({ lastKnownPresence: 'available' });
		world.bob.profile.setPresence('unavailable');
		expect(await bob.next()).toEqual({
			lastKnownPresence: 'unavailable',
			lastSeen: NOW_SECONDS,
		});
	});

	test('a person watched by privacy address is reported by it', async () => {
		const bob = await watch(anna, world.bob.lid);
		await bob.next();
		world.bob.profile.setPresence('available');
		expect(await bob.next()).toEqual({ lastKnownPresence: 'available' });
	});

	test('clients see each other come online, go away, and hang up', async () => {
		const bob = await world.linkedClient(world.bob);
		await bob.socket.sendPresenceUpdate('unavailable');
		const seen = await watch(anna, BOB_JID);
		await seen.next();
		await bob.socket.sendPresenceUpdate('available');
		expect(await seen.next()).toMatchObject({ lastKnownPresence: 'available' });
		await bob.close();
		expect(await seen.next()).toEqual({
			lastKnownPresence: 'unavailable',
			lastSeen: NOW_SECONDS,
		});
	});

	test('somebody is online as long as one device is', async () => {
		world.anna.profile.setPresence('available');
		await anna.socket.sendPresenceUpdate('unavailable');
		await world.stanzas(({ stanza }) => stanza.attrs['type'] === 'unavailable', 1);
		expect(await world.bob.profile.of(ANNA)).toMatchObject({ online: true });
		world.anna.profile.setPresence('unavailable');
		expect(await world.bob.profile.of(ANNA)).toMatchObject({
			online: false,
			lastSeen: NOW.toISOString(),
		});
	});

	test('last seen that is for nobody is not told', async () => {
		world.bob.privacy.change({ last: 'none' });
		world.bob.profile.setPresence('unavailable');
		const bob = await watch(anna, BOB_JID);
		expect(await bob.next()).toEqual({ lastKnownPresence: 'unavailable' });
	});

	test('who hides their own last seen does not see it of others', async () => {
		await anna.socket.updateLastSeenPrivacy('none');
		world.bob.profile.setPresence('unavailable');
		const bob = await watch(anna, BOB_JID);
		expect(await bob.next()).toEqual({ lastKnownPresence: 'unavailable' });
	});

	test('being online can be for those who see last seen', async () => {
		world.bob.privacy.change({ last: 'contacts', online: 'match_last_seen' });
		world.bob.privacy.setContacts([CAROL]);
		world.bob.profile.setPresence('available');
		const bob = await watch(anna, BOB_JID);
		expect(await bob.next()).toEqual({ lastKnownPresence: 'unavailable' });
	});

	test('a contact who is left out does not see it, another one does', async () => {
		world.bob.privacy.change({ last: 'contact_blacklist' });
		world.bob.profile.setPresence('unavailable');
		expect(await world.anna.profile.of(BOB)).toMatchObject({ lastSeen: NOW.toISOString() });
		world.bob.privacy.setExcept('last', [ANNA]);
		expect(await world.anna.profile.of(BOB)).toMatchObject({ lastSeen: null });
	});

	test('a phone types, records and stops, and the client sees it', async () => {
		const bob = new PresenceWatch(anna, BOB_JID);
		await world.bob.typing(ANNA);
		expect(await bob.next()).toEqual({ lastKnownPresence: 'composing' });
		await world.bob.typing(ANNA, 'recording');
		expect(await bob.next()).toEqual({ lastKnownPresence: 'recording' });
		await world.bob.typing(ANNA, 'paused');
		expect(await bob.next()).toEqual({ lastKnownPresence: 'available' });
	});

	test('a client types, records and stops, and the phone shows it', async () => {
		const shown: string[] = [];
		const done = new Promise<void>((resolve) => {
			world.sandbox.subscribe(({ type, data }) => {
				if (type !== 'phone.typing' || data.phoneNumber !== BOB) return;
				shown.push(`${data.from} ${data.state}`);
				if (data.state === 'paused') resolve();
			});
		});
		await anna.socket.sendPresenceUpdate('composing', BOB_JID);
		await anna.socket.sendPresenceUpdate('recording', BOB_JID);
		await anna.socket.sendPresenceUpdate('paused', BOB_JID);
		await done;
		expect(shown).toEqual([`${ANNA} composing`, `${ANNA} recording`, `${ANNA} paused`]);
	});

	test('the watching client itself is seen by others', async () => {
		const bob = await world.linkedClient(world.bob);
		const seen = await watch(bob, ANNA_JID);
		expect(await seen.next()).toEqual({ lastKnownPresence: 'available' });
	});
});
