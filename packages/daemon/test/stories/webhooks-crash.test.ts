import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { CreatedWebhookEndpoint, Session } from '@waypost/contract';
import { createSandbox } from '@waypost/sandbox';
import { daemonEnvironment } from '../daemon-environment.js';
import { DaemonProcess } from '../daemon-process.js';
import { Receiver } from '../webhook-world.js';

test('a daemon killed between the 2xx and its record delivers again, under the same webhook-id', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'waypost-webhook-crash-'));
	const sandbox = await createSandbox({ port: 0, dataDir: folder });
	const receiver = await new Receiver().listen();
	const environment = daemonEnvironment(sandbox, join(folder, 'data'));
	let daemon = await DaemonProcess.start(environment);
	try {
		await daemon.call<CreatedWebhookEndpoint>('POST', '/v1/webhook-endpoints', {
			...{ url: receiver.url, events: ['session.state'] },
		});
		await daemon.call<Session>('POST', '/v1/sessions', { id: 'sales' });
		// The status is there, the rest of the answer never comes: the attempt goes on.
		receiver.answer = () => ({ status: 200, headers: { 'content-length': '10' }, isOpen: true });
		await daemon.call('POST', '/v1/sessions/sales/link', { method: 'qr' });
		await receiver.until(1);
		await daemon.kill();
		receiver.answer = () => ({ status: 200 });
		daemon = await DaemonProcess.start(environment);
		await receiver.until(2);
		const [before, after] = receiver.received;
		expect(after).toMatchObject({ id: before?.id, body: before?.body });
	} finally {
		await daemon.kill();
		await receiver.close();
		await sandbox.close();
		rmSync(folder, { recursive: true });
	}
});
