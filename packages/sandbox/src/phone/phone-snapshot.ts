import type { SignalSnapshot } from '../baileys/signal.js';
import type { Stanza } from '../stanza/stanza.js';
import type { DisappearingSnapshot } from './disappearing.js';
import type { PhoneHabitsSnapshot } from './phone-habits.js';
import type { PhoneSenderSnapshot } from './phone-sender.js';
import type { StatusesSnapshot } from './phone-statuses.js';
import type { ScreenSnapshot } from './screen.js';
import type { AppStateKey } from './welcome.js';

/** What is kept of a phone. */
export interface PhoneSnapshot {
	readonly signal: SignalSnapshot;
	readonly appStateKey: AppStateKey;
	readonly screen: ScreenSnapshot;
	readonly sender: PhoneSenderSnapshot;
	readonly retries: readonly (readonly [string, number])[];
	readonly habits: PhoneHabitsSnapshot;
	readonly disappearing: DisappearingSnapshot;
	readonly statuses: StatusesSnapshot;
	/** Delivered, but not looked at yet. */
	readonly inbox: readonly Stanza[];
}
