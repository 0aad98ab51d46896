import { SandboxError } from '../errors.js';
import { personIn } from '../groups/group.js';
import { block, unblock } from '../people/blocklist.js';
import { PRIVACY, type PrivacyCategory, type PrivacyValues } from '../people/privacy-settings.js';
import { digitsOf, toE164 } from '../phone-number.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { To } from './recipient.js';

/** Who is a contact of this phone, whom it blocks, and what it lets others see and do. */
export class PhonePrivacy {
	readonly #world: World;
	readonly #account: Account;

	constructor(world: World, account: Account) {
		this.#world = world;
		this.#account = account;
	}

	/** By category, under the names clients know: `last`, `online`, `profile`, `status` (about), … */
	get settings(): PrivacyValues {
		return this.#account.privacy.values;
	}

	/** Settings not named stay as they are. Throws INVALID_REQUEST. */
	change(settings: Partial<PrivacyValues>): void {
		for (const [category, value] of Object.entries(settings)) {
			if (this.#account.privacy.set(category, value)) continue;
			const known = Object.entries(PRIVACY).map(
				([name, values]) => `${name} (${values.join(', ')})`,
			);
			const message = `There is no privacy setting "${category}" with "${value}". There are: ${known.join('; ')}.`;
			throw new SandboxError('INVALID_REQUEST', message);
		}
	}

	/** E.164 of the contacts left out where the setting is `contact_blacklist`. */
	except(category: PrivacyCategory): string[] {
		return [...this.#account.privacy.except(category)].map(toE164);
	}

	/** Throws INVALID_NUMBER. */
	setExcept(category: PrivacyCategory, people: readonly string[]): void {
		this.#account.privacy.setExcept(category, people.map(digitsOf));
	}

	/** E.164 of the contacts; null, as at first: everybody is one. */
	get contacts(): string[] | null {
		return this.#account.contacts?.map(toE164) ?? null;
	}

	/** Throws INVALID_NUMBER. */
	setContacts(people: readonly string[] | null): void {
		this.#account.contacts = people?.map(digitsOf) ?? null;
	}

	/** E.164 of those whose messages do not come through. */
	get blocked(): string[] {
		return [...this.#account.blocked].map(toE164);
	}

	/**
	 * From now on messages of this person are taken by the server and never displayed, outside of
	 * groups; they do not see presence, picture and about text any more. Own linked devices are told.
	 * Rejects RECIPIENT_NOT_ON_WHATSAPP.
	 */
	async block(person: To): Promise<void> {
		block(this.#world, this.#account, personIn(this.#world, person));
	}

	/** What was written meanwhile does not come any more. Rejects RECIPIENT_NOT_ON_WHATSAPP. */
	async unblock(person: To): Promise<void> {
		unblock(this.#world, this.#account, personIn(this.#world, person));
	}
}
