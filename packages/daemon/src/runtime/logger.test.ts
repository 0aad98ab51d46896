import { describe, expect, test } from '@jest/globals';
import { createLogger, type Logger } from './logger.js';

/** The lines that a logger writes. */
function logged(write: (logger: Logger) => void): string {
	const lines: string[] = [];
	write(createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }));
	return lines.join('');
}

describe('the log', () => {
	test('is one line of JSON with a time and a level', () => {
		const line: unknown = JSON.parse(
			logged((logger) => logger.info({ sessionId: 'sales' }, 'started')),
		);
		expect(line).toMatchObject({ level: 30, sessionId: 'sales', msg: 'started' });
		expect(line).toHaveProperty('time', expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/));
	});

	test.each([
		'apiKey',
		'secret',
		'pairingCode',
		'qr',
		'creds',
		'authorization',
		'x-api-key',
		'text',
	])('hides %s, also inside other things', (field) => {
		const text = logged((logger) => {
			logger.info({ [field]: 'canary' });
			logger.info({ a: { [field]: 'canary' } });
			logger.info({ a: { b: { [field]: { deep: 'canary' } } } });
		});
		expect(text).not.toContain('canary');
	});

	test('shortens phone numbers and JIDs in sentences and errors', () => {
		const text = logged((logger) => {
			logger.warn({ err: new Error('no +491700000001') }, 'gone: 491700000001@s.whatsapp.net');
		});
		expect(text).not.toContain('491700000001');
	});

	test('leaves out what is below its level', () => {
		expect(logged((logger) => logger.debug('chatter'))).toBe('');
	});
});
