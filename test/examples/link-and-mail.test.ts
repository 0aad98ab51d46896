import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { IRun } from 'n8n-workflow';
import { fillIn } from './example.ts';
import { ExamplesWorld, outputOf } from './examples-world.ts';
import { MailServer, textOfMail, type Mail } from './mail-server.ts';

let world: ExamplesWorld;
let mailServer: MailServer;
let anna: Phone;
beforeAll(async () => {
	world = await ExamplesWorld.start();
	mailServer = await MailServer.start();
	world.storeCredential('smtp', {
		host: '127.0.0.1',
		port: mailServer.port,
		secure: false,
		disableStartTls: true,
		user: '',
		password: '',
	});
	anna = await world.waypost.anna();
});
afterAll(async () => {
	await world[Symbol.asyncDispose]();
	await mailServer[Symbol.asyncDispose]();
});

const start = (): Promise<IRun> => {
	const example = world.importFile('link-and-mail');
	fillIn(example, 'Who Links Which Number', { sessionId: 'shop', mailTo: 'anna@example.com' });
	return world.execute(world.n8n.open(example), 'When You Press Execute');
};

describe('Linking by mail', () => {
	let mail: Mail;
	let link: string;
	let run: IRun;
	beforeAll(async () => {
		const running = start();
		mail = await mailServer.firstMail();
		link = /http:\S+/.exec(textOfMail(mail))?.[0] ?? '';
		const { qr } = await world.waypost.startLink('shop');
		await anna.scan(qr!);
		run = await running;
	});

	test('mails the link to the person who has the phone', () => {
		expect(mail.to).toEqual(['anna@example.com']);
	});

	test('mails a page that opens, not a picture', async () => {
		expect((await fetch(link)).headers.get('content-type')).toContain('text/html');
		expect(mail.source).not.toContain('image/png');
	});

	test('goes on when the code was scanned', () => {
		expect(outputOf(run, 'Wait Until It Is Linked')).toMatchObject({
			linked: true,
			phoneNumber: anna.phoneNumber,
		});
	});

	test('writes to the phone that was linked', () => {
		expect(outputOf(run, 'Say That It Works')).toMatchObject({
			to: anna.phoneNumber,
			text: 'This number is linked to Waypost now.',
		});
		expect(anna.messages({ direction: 'out' }).at(-1)?.text).toBe(
			'This number is linked to Waypost now.',
		);
	});

	test('mails nothing when the number is linked already', async () => {
		const again = await start();
		expect(outputOf(again, 'Say That It Works')).toMatchObject({ to: anna.phoneNumber });
		expect(mailServer.mails).toHaveLength(1);
	});
});
