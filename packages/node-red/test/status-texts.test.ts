import { expect, test } from '@jest/globals';
import { LANGUAGES, readTexts } from './editor-files.ts';

test.each(LANGUAGES)('what is shown under a node is short, in %s', (language) => {
	const short = [...readTexts(language, 'waypost-config')].filter(([path]) =>
		/^(status|states|reasons|waiting)\.|\.short$/.test(path),
	);
	expect(short.length).toBeGreaterThan(50);
	expect(short.filter(([, text]) => text.length > 25)).toEqual([]);
});
