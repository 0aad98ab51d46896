import { expect, test } from '@jest/globals';
import { formatPairingCode } from './link-display.js';

test.each(['ABCD1234', 'ABCD-1234'])('%s is shown in two groups', (code) => {
	expect(formatPairingCode(code)).toBe('ABCD-1234');
});
