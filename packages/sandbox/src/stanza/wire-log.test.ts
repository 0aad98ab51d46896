import { expect, test } from '@jest/globals';
import { Clock } from '../clock.js';
import { stanza, type Stanza } from './stanza.js';
import { WireLog } from './wire-log.js';

function logged(...stanzas: Stanza[]): WireLog {
	const log = new WireLog(new Clock());
	const where = { connectionId: 1, phoneNumber: null, deviceId: null, fault: null };
	for (const each of stanzas) log.add({ direction: 'in', ...where, stanza: each });
	return log;
}

test('the last 5,000 stanzas are kept at least, 6,000 at most', () => {
	const log = logged(...Array.from({ length: 20_000 }, (_, id) => stanza('iq', { id })));
	const entries = log.after();
	expect([entries.length >= 5_000, entries.length <= 6_000]).toEqual([true, true]);
	expect(entries.at(-1)).toMatchObject({ seq: 20_000, stanza: { attrs: { id: '19999' } } });
});

test('huge stanzas shorten the log, and the last one is always there', () => {
	const huge = stanza('iq', {}, [stanza('x', { text: 'a'.repeat(30 * 1024 * 1024) })]);
	expect(
		logged(huge, huge, huge, huge)
			.after()
			.map(({ seq }) => seq),
	).toEqual([3, 4]);
	const text = stanza('iq', {}, 'a'.repeat(100 * 1024 * 1024));
	expect(
		logged(huge, text)
			.after()
			.map(({ seq }) => seq),
	).toEqual([2]);
});

test('bytes are shown by their number, and themselves only when they are few', () => {
	const few = stanza('a', {}, Buffer.from([1, 2]));
	const many = stanza('b', {}, Buffer.alloc(65));
	expect(
		logged(few, many)
			.after()
			.map(({ stanza: { content } }) => content),
	).toEqual([{ bytes: 2, base64: 'AQI=' }, { bytes: 65 }]);
});
