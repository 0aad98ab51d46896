import { expect, test } from '@jest/globals';
import { silenceLibsignal } from './libsignal-console.js';

function recordedConsole() {
	const lines: unknown[] = [];
	const write = (...args: unknown[]) => void lines.push(args[0]);
	return { lines, info: write, warn: write, error: write };
}

test("libsignal's lines are dropped and others pass", () => {
	const target = recordedConsole();
	silenceLibsignal(target);
	target.info('Closing session:', { privKey: 'secret' });
	target.error('Session error:Error: Bad MAC');
	target.warn('Session is fine');
	expect(target.lines).toEqual(['Session is fine']);
});

test('silencing twice wraps once', () => {
	const target = recordedConsole();
	silenceLibsignal(target);
	const { info } = target;
	silenceLibsignal(target);
	expect(target.info).toBe(info);
});
