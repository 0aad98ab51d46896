import { expect, test } from '@jest/globals';
import { UnknownStanzas } from './unknown-stanzas.js';

test('a client that makes up names and long ones fills a list, not the memory', () => {
	const unknown = new UnknownStanzas();
	for (let made = 0; made < 1_500; made += 1) unknown.add(`iq made-up-${made}`);
	unknown.add('iq made-up-7');
	expect(unknown.all()).toMatchObject({ 'iq made-up-7': 2, others: 500 });
	unknown.clear();
	unknown.add('x'.repeat(1_000_000));
	expect(Object.keys(unknown.all())[0]).toHaveLength(200);
});
