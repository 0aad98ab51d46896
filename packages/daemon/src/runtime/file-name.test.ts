import { describe, expect, test } from '@jest/globals';
import { assertFileName, cleanFileName } from './file-name.js';

describe('a name that came along with a file', () => {
	test.each([
		['report.pdf', 'report.pdf'],
		['../../etc/passwd', 'passwd'],
		['C:\\Users\\Anna\\plan.xlsx', 'plan.xlsx'],
		['a\r\nb.txt', 'ab.txt'],
		['nul\0.txt', 'nul.txt'],
		['invoice\u202efdp.exe', 'invoicefdp.exe'],
		['🎉 Größe.pdf', '🎉 Größe.pdf'],
		['e\u0301te.pdf', 'éte.pdf'],
		['half \ud800.pdf', 'half \ufffd.pdf'],
		['..', null],
		['folder/', null],
		['', null],
	])('%j is shown as %j', (name, shown) => {
		expect(cleanFileName(name)).toBe(shown);
	});

	test('is cut before its extension when it is too long', () => {
		expect(cleanFileName(`${'é'.repeat(300)}.pdf`)).toBe(`${'é'.repeat(125)}.pdf`);
	});
});

describe('a name that somebody chose', () => {
	test.each(['report.pdf', '🎉 Größe (2).tar.gz', '報告書.docx', '.env', 'x'.repeat(255)])(
		'%j stays as it is',
		(name) => {
			expect(() => assertFileName(name)).not.toThrow();
		},
	);

	test.each([
		'../../x',
		'a/b',
		'a\\b',
		'a\r\nb',
		'a\0b',
		'a\u202eb',
		'half \ud800',
		'..',
		' ',
		'é'.repeat(128),
	])('%j is refused, with its field', (name) => {
		expect(() => assertFileName(name)).toThrow(
			expect.objectContaining({
				code: 'INVALID_REQUEST',
				fields: [expect.objectContaining({ path: '/attachment/fileName' })],
			}),
		);
	});
});
