import assert from 'node:assert/strict';
import { assertSucceeded, itemOf, lastRunOf } from '../outcome.ts';
import type { Stage, Step } from '../stage.ts';
import { chain, locator, start } from '../workflows.ts';

/** Link WhatsApp shows a QR code, a phone scans it, and the next node goes on once it is linked. */
export const linkStep: Step = {
	name: 'link',
	async run({ api, client, anna, node, say }: Stage) {
		const parameters = { session: locator('id', 'sales') };
		const codeWorkflow = await api.createWorkflow(
			chain('Get a QR code', [
				start(),
				node('Get Code', 'linkWhatsApp', { operation: 'getQrCode', ...parameters }),
			]),
		);
		const run = await api.run(codeWorkflow);
		assertSucceeded(run);
		assert.equal(itemOf(run, 'Get Code').binary?.['qr']?.mimeType, 'image/png');
		const hint = lastRunOf(run, 'Get Code').hints?.[0]?.message ?? '';
		assert.match(hint, /Linked devices/);
		say(`  QR code shown, with the hint: ${hint}`);

		const waitWorkflow = await api.createWorkflow(
			chain('Wait until linked', [
				start(),
				node('Wait', 'linkWhatsApp', { operation: 'waitUntilLinked', ...parameters }),
			]),
		);
		const { executionId } = await api.start(waitWorkflow, 'Start');
		const { qr } = await client.sessions.getLink('sales');
		await anna.scan(qr!);
		const waited = await api.finished(executionId!);
		assertSucceeded(waited);
		const linked = itemOf(waited, 'Wait').json;
		assert.equal(linked['linked'], true);
		assert.equal(linked['phoneNumber'], anna.phoneNumber);
		say(`  linked as ${anna.phoneNumber}`);
	},
};
