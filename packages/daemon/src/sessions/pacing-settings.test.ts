import { describe, expect, test } from '@jest/globals';
import type { UpdatePacing } from '@waypost/contract';
import { effectivePacing, type PacingContext } from './pacing-settings.js';

const DAY = 24 * 60 * 60 * 1000;
const old: PacingContext = { isLive: true, linkedAt: 0, now: 30 * DAY };
const young: PacingContext = { isLive: true, linkedAt: 0, now: 3 * DAY };
const sandbox: PacingContext = { ...old, isLive: false };

describe('the pacing of a session', () => {
	test('is on for a real number, with few new chats', () => {
		expect(effectivePacing(null, old)).toMatchObject({
			enabled: true,
			perMinute: 20,
			newChatsPerHour: 5,
			newChatsPerDay: 20,
			risk: null,
		});
	});

	test('allows fewer new chats in the first week after linking', () => {
		expect(effectivePacing(null, young)).toMatchObject({ newChatsPerHour: 3, newChatsPerDay: 10 });
	});

	test('is off in the sandbox, and no risk there', () => {
		expect(effectivePacing(null, sandbox)).toMatchObject({ enabled: false, risk: null });
	});

	test('keeps the defaults for what a user did not name', () => {
		expect(effectivePacing({ perHour: 50 }, old)).toMatchObject({ perHour: 50, perMinute: 20 });
	});

	test.each<[string, UpdatePacing, PacingContext]>([
		['switched off', { enabled: false }, old],
		['faster', { gap: { min: 0, max: 0.1 } }, old],
		['more in a day', { perDay: 1_001 }, old],
		['more new chats than fit a young device', { newChatsPerHour: 4 }, young],
	])('names the risk when it is %s', (_what, set, context) => {
		expect(effectivePacing(set, context).risk).toMatch(/restrict or ban/);
	});

	test('names no risk for stricter limits', () => {
		expect(effectivePacing({ perMinute: 1, gap: { min: 60, max: 90 } }, old).risk).toBeNull();
	});
});
