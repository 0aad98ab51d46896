import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { silenceLibsignal } from './quiet-libsignal.js';

const { info } = console;
const printed = jest.fn();

beforeEach(() => {
	console.info = printed;
	printed.mockClear();
	silenceLibsignal();
});
afterEach(() => {
	console.info = info;
});

test('the lines of libsignal that show private keys are not printed', () => {
	console.info('Closing session:', { privKey: 'secret' });
	expect(printed).not.toHaveBeenCalled();
});

test('everything else is printed as before', () => {
	console.info('Closing time', 1);
	expect(printed).toHaveBeenCalledWith('Closing time', 1);
});

test('silencing again changes nothing', () => {
	const before = console.info;
	silenceLibsignal();
	expect(console.info).toBe(before);
});
