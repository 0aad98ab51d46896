import type { Pacing, RestrictionCode } from '@waypost/contract';

/** What WhatsApp restricts; `until` in milliseconds since 1970, null when it does not say. */
export interface SendingRestriction {
	code: RestrictionCode;
	until: number | null;
}

/** A session as the outbox sees it: what its sends depend on. */
export interface SendingSession {
	readonly state: string;
	/** The open connection; null while there is none. */
	readonly connection: object | null;
	/** The limits that hold now. */
	readonly pacing: Pacing;
	readonly restriction: {
		/** What holds now; null for nothing. */
		readonly current: SendingRestriction | null;
		set(restriction: SendingRestriction | null): void;
	};
}
