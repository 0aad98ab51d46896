import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import type { ConformanceWorld } from '../conformance-world.js';

/** The very copy that Baileys uses. */
function loadLibsignal(): { readonly SessionCipher: { readonly prototype: object } } {
	const baileys = createRequire(import.meta.url).resolve('@whiskeysockets/baileys');
	return createRequire(baileys)('libsignal') as ReturnType<typeof loadLibsignal>;
}

export function linkingStories(world: () => ConformanceWorld): void {
	test('the clients run on libsignal as it comes from npm', () => {
		const marks = Object.getOwnPropertySymbols(loadLibsignal().SessionCipher.prototype);
		expect(marks).toEqual([]);
	});

	test('a client knows who it is, whether linked by QR code or by pairing code', () => {
		for (const { client, phoneNumber, name, lid } of [world().anna, world().bob]) {
			const { creds } = client.auth;
			expect(creds.me).toMatchObject({
				id: `${phoneNumber.slice(1)}:1@s.whatsapp.net`,
				lid: lid.replace('@', ':1@'),
				name,
			});
			expect([creds.platform, creds.account?.accountSignature?.length]).toEqual(['android', 64]);
		}
	});

	test('a client uploads as many one-time keys as it is asked for', () => {
		const { nextPreKeyId } = world().carol.client.auth.creds;
		expect(nextPreKeyId > 812).toBe(world().configuration.prekeys === 'many');
	});

	test('a number is found, and another is not', async () => {
		const { anna, bob } = world();
		const found = await anna.socket.onWhatsApp(bob.jid, '491700009999');
		expect(found).toMatchObject([{ jid: bob.jid, exists: true }]);
	});
}
