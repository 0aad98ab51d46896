import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { fillIn } from './example.ts';
import { ExamplesWorld } from './examples-world.ts';

const PDF = Buffer.from(
	'%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n',
);

let world: ExamplesWorld;
let billing: Server;
let ben: Phone;
beforeAll(async () => {
	world = await ExamplesWorld.start();
	await world.salesSession();
	ben = await world.ben();
	billing = createServer((_, response) => {
		response.writeHead(200, { 'content-type': 'application/pdf' }).end(PDF);
	});
	await new Promise<void>((resolve) => billing.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
	await world[Symbol.asyncDispose]();
	billing.closeAllConnections();
	billing.close();
});

describe('The invoice', () => {
	test('arrives as a document with its name and caption, byte for byte', async () => {
		const example = world.importFile('invoice-pdf');
		fillIn(example, 'The Invoice', {
			customer: 'Ben',
			phoneNumber: ben.phoneNumber,
			invoiceNumber: '2026-0043',
			total: '20.00 €',
			pdfUrl: `http://127.0.0.1:${(billing.address() as AddressInfo).port}/2026-0043.pdf`,
		});
		await world.execute(world.n8n.open(example), 'When You Press Execute');
		expect((await ben.nextMessage()).attachment).toMatchObject({
			kind: 'document',
			mimeType: 'application/pdf',
			fileName: 'Invoice 2026-0043.pdf',
			caption: 'Hello Ben, here is your invoice over 20.00 €.',
			sha256: createHash('sha256').update(PDF).digest('hex'),
		});
	});
});
