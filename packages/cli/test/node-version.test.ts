import { expect, test } from '@jest/globals';
import { complaintAboutNode } from '../bin/node-version.js';

test.each(['v22.19.0', 'v22.20.1', 'v24.0.0', 'v100.1.0'])('%s is new enough', (version) => {
	expect(complaintAboutNode(version)).toBeNull();
});

test.each(['v22.18.9', 'v20.20.2', 'v8.0.0'])('%s is too old', (version) => {
	expect(complaintAboutNode(version)).toBe(
		`Waypost needs Node 22.19 or newer; this is ${version}. ` +
			'Install a newer Node, or use `npm run waypost` in the checkout, which brings its own.',
	);
});
