import { toE164, lidOf } from '../phone-number.js';
import type { ProfilePicturesSnapshot } from '../people/profile-pictures.js';
import { Phone } from '../phone/phone.js';
import type { ChatAddressingSnapshot } from '../routing/chat-addressing.js';
import type { MessageRouterSnapshot } from '../routing/message-router.js';
import { Account, type AccountSnapshot } from '../state/account.js';
import { GroupRecord, type GroupRecordSnapshot } from '../state/group-record.js';
import type { KeptMediaSnapshot } from '../state/kept-media.js';
import type { MediaSnapshot } from '../state/media-store.js';
import type { World } from '../world.js';

/** What is kept of a world. A part of it that is not named here is in `NOT_KEPT`, with the reason. */
export interface WorldSnapshot {
	readonly ids: number;
	readonly unknown: Readonly<Record<string, number>>;
	readonly accounts: readonly AccountSnapshot[];
	readonly groups: readonly GroupRecordSnapshot[];
	readonly media: MediaSnapshot;
	readonly keptMedia: KeptMediaSnapshot;
	readonly pictures: ProfilePicturesSnapshot;
	readonly messages: MessageRouterSnapshot;
	readonly chatAddressing: ChatAddressingSnapshot;
}

const KEEPS_NOTHING = 'it only passes on what it is given';

/** Parts of the world that begin anew in a sandbox that is resumed, and why. */
export const NOT_KEPT: Readonly<Record<string, string>> = {
	options: 'whoever starts the sandbox gives them',
	logger: 'whoever starts the sandbox gives it',
	noiseIdentity: 'the root key vouches for a new one at each start',
	clock: 'time goes on; a stopped clock is a fault, and faults begin empty',
	timers: 'what was to happen later does not happen any more',
	patience: 'it waits for sockets, which are gone',
	random: 'a seed is given at each start; see `restoreWorld`',
	work: 'a snapshot is taken when nothing is under way',
	events: 'the log of events belongs to one run',
	settings: 'they begin as the options say; a switch thrown since is a fault',
	faults: 'a fault that outlived its test would surprise the next one',
	wireLog: 'it belongs to the connections of one run',
	connections: 'sockets end with the process',
	presence: 'it is known of connected clients only',
	delivered: 'only faults ask for it',
	delivery: KEEPS_NOTHING,
	receipts: KEEPS_NOTHING,
	bundles: KEEPS_NOTHING,
	deviceNotices: KEEPS_NOTHING,
	groupChanges: KEEPS_NOTHING,
	linking: 'QR codes and pairing codes belong to connected clients',
};

/** To be called when nothing is half done: see `PausableWork`. */
export function worldToSnapshot(world: World): WorldSnapshot {
	return {
		ids: world.ids.toSnapshot(),
		unknown: world.unknown.toSnapshot(),
		accounts: world.accounts.all().map((account) => account.toSnapshot()),
		groups: world.groups.all().map((group) => group.toSnapshot()),
		media: world.media.toSnapshot(),
		keptMedia: world.keptMedia.toSnapshot(),
		pictures: world.pictures.toSnapshot(),
		messages: world.messages.toSnapshot(),
		chatAddressing: world.chatAddressing.toSnapshot(),
	};
}

/** Fills an empty world. */
export function restoreWorld(world: World, snapshot: WorldSnapshot): void {
	const { seed } = world.options;
	// The same seed again would give the same ids again: to new messages those of old ones.
	if (seed !== undefined) world.random.seed(seed + snapshot.ids + 1);
	world.ids.restore(snapshot.ids);
	world.unknown.restore(snapshot.unknown);
	world.media.restore(snapshot.media);
	world.keptMedia.restore(snapshot.keptMedia);
	world.pictures.restore(snapshot.pictures);
	world.messages.restore(snapshot.messages);
	world.chatAddressing.restore(snapshot.chatAddressing);
	for (const each of snapshot.accounts) restoreAccount(world, each);
	restorePartners(world, snapshot.accounts);
	const person = personIn(world);
	for (const group of snapshot.groups) {
		world.groups.add(GroupRecord.fromSnapshot(group, person));
	}
}

function restoreAccount(world: World, snapshot: AccountSnapshot): void {
	const account = Account.fromSnapshot(snapshot);
	account.attachPhone(new Phone(world, account, snapshot.phone));
	world.accounts.add(account);
}

function restorePartners({ accounts }: World, snapshots: readonly AccountSnapshot[]): void {
	for (const { number, partners } of snapshots) {
		for (const each of partners) {
			const partner = accounts.byDigits(each);
			if (partner) accounts.byDigits(number)?.partners.add(partner);
		}
	}
}

/** Groups name people who were taken away since, such as who created them. */
function personIn({ accounts }: World): (number: string) => Account {
	const gone = new Map<string, Account>();
	return (number) => {
		const account = accounts.byDigits(number) ?? gone.get(number) ?? formerAccount(number);
		if (!accounts.byDigits(number)) gone.set(number, account);
		return account;
	};
}

function formerAccount(number: string): Account {
	const name = toE164(number);
	return new Account({ number, lid: lidOf(number), name, registered: false, aliases: [] });
}
