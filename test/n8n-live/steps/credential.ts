import assert from 'node:assert/strict';
import { freePorts } from '../free-ports.ts';
import type { Stage, Step } from '../stage.ts';

/** "Test" in the window of the credential tells a person what is right or wrong. */
export const credentialStep: Step = {
	name: 'credential',
	async run({ api, credentialData, say }: Stage) {
		assert.deepEqual(await api.testCredential(credentialData), {
			status: 'OK',
			message: 'Connected to Waypost as "n8n"',
		});
		say('  the right key is accepted, by name');

		const wrong = await api.testCredential({ ...credentialData, apiKey: 'wp_wrong' });
		assert.equal(wrong.status, 'Error');
		assert.match(wrong.message, /^The API key is not known to Waypost\. .*waypost keys create n8n/);
		say(`  wrong key: ${wrong.message}`);

		const [nobody] = await freePorts(1);
		const offline = await api.testCredential({
			...credentialData,
			baseUrl: `http://127.0.0.1:${nobody}`,
		});
		assert.equal(offline.status, 'Error');
		assert.match(
			offline.message,
			/^Waypost is not running at this address\. Start the daemon \(waypost start\)/,
		);
		say(`  daemon offline: ${offline.message}`);
	},
};
