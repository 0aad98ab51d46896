const AUDIENCES = ['all', 'contacts', 'contact_blacklist', 'none'] as const;

/**
 * Who may see or do what: the names and values that clients send and ask for (Baileys Socket/chats.js
 * privacyQuery, Types/Chat.d.ts). `contact_blacklist` is "my contacts except …".
 */
export const PRIVACY = {
	/** When they were last online. */
	last: AUDIENCES,
	/** That they are online now. */
	online: ['all', 'match_last_seen'],
	/** Their picture. */
	profile: AUDIENCES,
	/** Their about text. */
	status: AUDIENCES,
	/** Whether read receipts go out; without them none come in, either. */
	readreceipts: ['all', 'none'],
	/** Adding them to groups. */
	groupadd: AUDIENCES,
	/** Calling them; kept, but the sandbox has no calls. */
	calladd: ['all', 'known'],
	/** Writing to them; kept, but nobody is refused by it. */
	messages: ['all', 'contacts'],
} as const;

export type PrivacyCategory = keyof typeof PRIVACY;
export type PrivacyValue = (typeof PRIVACY)[PrivacyCategory][number];

/** By category, as clients are answered. */
export type PrivacyValues = { readonly [C in PrivacyCategory]: (typeof PRIVACY)[C][number] };

export interface PrivacySettingsSnapshot {
	readonly values: PrivacyValues;
	/** Digits of those left out. */
	readonly except: readonly (readonly [PrivacyCategory, readonly string[]])[];
}

const DEFAULTS: PrivacyValues = {
	readreceipts: 'all',
	profile: 'all',
	status: 'all',
	online: 'all',
	last: 'all',
	groupadd: 'all',
	calladd: 'all',
	messages: 'all',
};

/** One account's privacy settings. */
export class PrivacySettings {
	#values: PrivacyValues = DEFAULTS;
	readonly #except = new Map<PrivacyCategory, Set<string>>();

	get values(): PrivacyValues {
		return this.#values;
	}

	/** False when there is no such category, or it cannot have this value. */
	set(category: string, value: string): boolean {
		if (!isCategory(category)) return false;
		const legal: readonly string[] = PRIVACY[category];
		if (!legal.includes(value)) return false;
		this.#values = { ...this.#values, [category]: value };
		return true;
	}

	/** Digits of those left out where the value is `contact_blacklist`, in the order they were named. */
	except(category: PrivacyCategory): ReadonlySet<string> {
		return this.#except.get(category) ?? new Set();
	}

	setExcept(category: PrivacyCategory, numbers: Iterable<string>): void {
		this.#except.set(category, new Set(numbers));
	}

	toSnapshot(): PrivacySettingsSnapshot {
		const except = [...this.#except].map(([category, out]) => [category, [...out]] as const);
		return { values: this.#values, except };
	}

	restore({ values, except }: PrivacySettingsSnapshot): void {
		this.#values = values;
		for (const [category, out] of except) this.setExcept(category, out);
	}
}

export function isCategory(name: string): name is PrivacyCategory {
	return Object.hasOwn(PRIVACY, name);
}
