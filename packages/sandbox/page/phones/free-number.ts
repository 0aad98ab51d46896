import type { PhoneSummary } from '../state/api-types.js';

/** The next number nobody has, in the range the examples use. */
export function freeNumber(phones: readonly Pick<PhoneSummary, 'phoneNumber'>[]): string {
	const taken = new Set(phones.map(({ phoneNumber }) => phoneNumber));
	for (let count = 1; ; count += 1) {
		const number = `+49170${String(count).padStart(7, '0')}`;
		if (!taken.has(number)) return number;
	}
}
