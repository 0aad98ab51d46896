import { describe, expect, test } from '@jest/globals';
import { formatApiKey } from './api-key.js';
import { weakKeyReason } from './weak-key.js';

describe('an admin key', () => {
	test.each([
		[formatApiKey('live', 'abcd1234')],
		['q7Jx0vN3kZ5mB8cF1hT4wR6yU9sD2gLe'],
		['correct horse battery staple'.replaceAll(' ', '-') + '-8412'],
	])('may be %s', (key) => {
		expect(weakKeyReason(key)).toBeNull();
	});

	test.each([
		['has 5 characters', 'short'],
		['is a placeholder', 'changeme-changeme-changeme-changeme'],
		['is a placeholder', 'YOUR_SECRET_API_KEY_PLEASE_CHANGE_ME'],
		['repeats', 'abcabcabcabcabcabcabcabcabcabcabcabc'],
		['outside ASCII', 'q7Jx0vN3kZ5mB8cF1hT4wR6yU9sD2gLé'],
		['spaces', 'q7Jx0vN3kZ5mB8cF 1hT4wR6yU9sD2gLe'],
	])('is refused because it %s: %s', (reason, key) => {
		expect(weakKeyReason(key)).toContain(reason);
	});
});
