import { SandboxError } from '../errors.js';
import { personIn } from '../groups/group.js';
import { announcePicture } from '../people/picture-notices.js';
import { chosenPicture } from '../people/picture-files.js';
import { pathOf } from '../people/profile-pictures.js';
import { allows } from '../people/visibility.js';
import { toE164 } from '../phone-number.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { To } from './recipient.js';

/** A person as another one sees them: what is hidden is null. */
export interface SeenProfile {
	/** E.164. */
	readonly phoneNumber: string;
	readonly name: string;
	readonly about: string | null;
	/** Where the picture is downloaded from; null also when there is none. */
	readonly picture: string | null;
	readonly online: boolean;
	/** ISO 8601, UTC; null also for somebody who is online or never was. */
	readonly lastSeen: string | null;
}

/** What a phone shows of its owner, and what it sees of others. */
export class PhoneProfile {
	readonly #world: World;
	readonly #account: Account;

	constructor(world: World, account: Account) {
		this.#world = world;
		this.#account = account;
	}

	/** The owner's profile as the owner sees it. */
	get own(): SeenProfile {
		return this.#seen(this.#account);
	}

	/** What this phone sees of somebody, as their privacy settings let it. Rejects RECIPIENT_NOT_ON_WHATSAPP. */
	async of(person: To): Promise<SeenProfile> {
		return this.#seen(personIn(this.#world, person));
	}

	/** The name others see beside messages; they learn it by the next one. */
	setName(name: string): void {
		this.#account.name = name;
		this.#changed();
	}

	setAbout(text: string): void {
		this.#account.about = text;
		this.#account.aboutAt = this.#world.clock.unixTime();
		this.#changed();
	}

	/**
	 * Sets the picture; own linked devices and chat partners are told. Rejects INVALID_REQUEST when the
	 * bytes are no picture.
	 */
	async setPicture(bytes: Uint8Array): Promise<void> {
		const files = await chosenPicture(Buffer.from(bytes));
		if (!files) throw new SandboxError('INVALID_REQUEST', 'These bytes are not a picture.');
		this.#world.pictures.set(this.#account.number, files);
		announcePicture(this.#world, this.#account, {});
	}

	removePicture(): void {
		if (!this.#world.pictures.remove(this.#account.number)) return;
		announcePicture(this.#world, this.#account, {});
	}

	/** Comes online, or goes away: whoever has subscribed is told. */
	setPresence(presence: 'available' | 'unavailable'): void {
		this.#world.presence.change(this.#account, 'phone', presence);
	}

	#seen(account: Account): SeenProfile {
		const viewer = this.#account;
		const picture = allows(account, 'profile', viewer) && this.#world.pictures.of(account.number);
		const { online, lastSeen } = this.#world.presence.seenBy(viewer, account);
		return {
			phoneNumber: toE164(account.number),
			name: account.name,
			about: allows(account, 'status', viewer) ? account.about : null,
			picture: picture ? `https://${this.#world.mediaHost}${pathOf(picture, 'image')}` : null,
			online,
			lastSeen: lastSeen === null ? null : new Date(lastSeen * 1_000).toISOString(),
		};
	}

	#changed(): void {
		const phoneNumber = toE164(this.#account.number);
		this.#world.events.publish('phone.changed', { phoneNumber });
	}
}
