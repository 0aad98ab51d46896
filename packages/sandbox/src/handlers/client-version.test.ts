import { expect, test } from '@jest/globals';
import { proto } from '../baileys/protocol.js';
import { isOlder } from './client-version.js';

test.each([
	['2.3000.5', [2, 3000, 5], false],
	['2.3000.5', [2, 3000, 4], true],
	['2.3000.5', [2, 2999, 9], true],
	['2.3000.5', [2, 3001, 0], false],
	['2.3000.5', [3, 0, 0], false],
	['2.3000.5', [], true],
] as const)('below %s is %j: %s', (least, [primary, secondary, tertiary], older) => {
	const appVersion = { primary, secondary, tertiary };
	const payload = proto.ClientPayload.fromObject({ userAgent: { appVersion } });
	expect(isOlder(payload, least)).toBe(older);
});
