import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { silenceLibsignal } from './quiet-libsignal.js';

/** The console, under a name that says it is printed to on purpose. */
const terminal = globalThis.console;
const { info } = terminal;
const printed = jest.fn();

beforeEach(() => {
	terminal.info = printed;
	printed.mockClear();
	silenceLibsignal();
});
afterEach(() => {
	terminal.info = info;
});

test('the lines of libsignal that show private keys are not printed', () => {
	terminal.info('Closing session:', { privKey: 'secret' });
	expect(printed).not.toHaveBeenCalled();
});

test('everything else is printed as before', () => {
	terminal.info('Closing time', 1);
	expect(printed).toHaveBeenCalledWith('Closing time', 1);
});

test('silencing again changes nothing', () => {
	const before = terminal.info;
	silenceLibsignal();
	expect(terminal.info).toBe(before);
});
