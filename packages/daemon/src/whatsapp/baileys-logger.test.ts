import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { baileysLogger } from './baileys-logger.js';

function logged(use: (logger: ReturnType<typeof baileysLogger>) => void, isActive = true): string {
	let text = '';
	const logger = pino({ level: 'trace' }, { write: (line: string) => void (text += line) });
	use(baileysLogger(logger, () => isActive));
	return text;
}

test('an error is logged with its words and no phone number', () => {
	const text = logged((logger) =>
		logger.error({ err: new Error('no session for 491700000002.0') }, 'failed to decrypt'),
	);
	expect(text).toContain('"reason":"no session for ….0"');
	expect(text).toContain('"level":40');
});

test('stanzas, keys and texts that come along are dropped', () => {
	const text = logged((logger) =>
		logger.child({ class: 'x' }).warn({ node: { attrs: { from: 'ben' } }, key: 'secret' }, 'oops'),
	);
	expect(text).toContain('oops');
	expect(text).not.toMatch(/secret|ben/);
});

test('what is not a problem is not logged', () => {
	expect(logged((logger) => logger.info({ helloMsg: 'x' }, 'connected to WA'))).toBe('');
});

test('nothing is logged once the connection has ended', () => {
	expect(logged((logger) => logger.warn({}, 'late'), false)).toBe('');
});

test('that the event buffer was full of time is not logged: nothing waits there', () => {
	expect(logged((logger) => logger.warn('Buffer timeout reached, auto-flushing'))).toBe('');
});
