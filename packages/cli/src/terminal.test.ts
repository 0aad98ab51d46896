import { expect, test } from '@jest/globals';
import { formatTable } from './terminal.js';

test('a table is as wide as its widest cells', () => {
	const rows = [
		['1', 'a longer name'],
		['22', 'x'],
	];
	expect(formatTable(['ID', 'NAME'], rows)).toBe('ID  NAME\n1   a longer name\n22  x');
});
