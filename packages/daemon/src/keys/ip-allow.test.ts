import { expect, test } from '@jest/globals';
import { isAllowedAddress } from './ip-allow.js';

const cases: [address: string | undefined, ipAllow: string[], isAllowed: boolean][] = [
	['203.0.113.7', [], true],
	[undefined, [], true],
	['203.0.113.7', ['203.0.113.7'], true],
	['203.0.113.8', ['203.0.113.7'], false],
	['203.0.113.8', ['203.0.113.0/24'], true],
	['203.0.114.8', ['203.0.113.0/24'], false],
	['::ffff:203.0.113.8', ['203.0.113.0/24'], true],
	['2001:db8::5', ['2001:db8::/32'], true],
	['2001:db9::5', ['2001:db8::/32', '203.0.113.0/24'], false],
	[undefined, ['203.0.113.0/24'], false],
	['nonsense', ['0.0.0.0/0'], false],
];

test.each(cases)('%s against %j: %s', (address, ipAllow, isAllowed) => {
	expect(isAllowedAddress(address, ipAllow)).toBe(isAllowed);
});
