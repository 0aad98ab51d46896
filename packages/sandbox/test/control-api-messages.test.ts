import { describe, expect, test } from '@jest/globals';
import { ANNA_PATH, BOB_PATH, call } from './control-calls.js';
import { ANNA, BOB, TestWorld } from './world.js';

describe('control API', () => {
	test('attachments and reactions are sent over HTTP', async () => {
		await using world = await TestWorld.start();
		const attachment = {
			data: Buffer.from('plain').toString('base64'),
			mimeType: 'text/plain',
			fileName: 'a.txt',
			caption: 'a file',
		};
		const path = `${BOB_PATH}/messages`;
		const { body } = await call(world.sandbox, 'POST', path, { to: ANNA, attachment });
		const shown = await world.anna.nextMessage();
		expect(shown.attachment).toMatchObject({ kind: 'document', fileName: 'a.txt', size: 5 });
		expect(body).toMatchObject({ id: shown.id, attachment: { sha256: shown.attachment?.sha256 } });
		const reaction = { messageId: shown.id, emoji: '👍' };
		await call(world.sandbox, 'POST', `${ANNA_PATH}/messages`, { to: BOB, reaction });
		expect(await world.bob.nextMessage()).toMatchObject({ kind: 'reaction', replyTo: shown.id });
	});

	test('every kind of message is written, changed and taken back over HTTP', async () => {
		await using world = await TestWorld.start();
		const { sandbox, anna } = world;
		const path = `${BOB_PATH}/messages`;
		const place = { latitude: 1, longitude: 2, name: 'Here', address: null };
		const poll = { question: 'When?', options: ['Now', 'Later'], multiple: true };
		const contacts = [{ name: 'Carol', vcard: 'BEGIN:VCARD' }];
		for (const content of [{ location: place }, { poll }, { contacts }]) {
			expect((await call(sandbox, 'POST', path, { to: ANNA, ...content })).status).toBe(201);
			expect(await anna.nextMessage()).toMatchObject(content);
		}
		const mention = { to: ANNA, text: `hi @${ANNA.slice(1)}`, mentions: [ANNA] };
		const { body } = await call(sandbox, 'POST', path, mention);
		const { id } = body as { id: string };
		expect(await anna.nextMessage()).toMatchObject({ id, mentions: [ANNA] });
		expect(await call(sandbox, 'PATCH', `${path}/${id}`, { text: 'hello' })).toMatchObject({
			status: 200,
			body: { id, text: 'hello', edited: true },
		});
		expect(await call(sandbox, 'DELETE', `${path}/${id}`)).toMatchObject({
			status: 200,
			body: { id, text: null, deleted: true },
		});
	});

	test('a voice note is played over HTTP', async () => {
		await using world = await TestWorld.start();
		const attachment = {
			data: Buffer.from('x').toString('base64'),
			mimeType: 'audio/ogg',
			kind: 'voice-note',
			seconds: 2,
			waveform: [0, 50, 100],
		};
		await call(world.sandbox, 'POST', `${BOB_PATH}/messages`, { to: ANNA, attachment });
		const { id, attachment: shown } = await world.anna.nextMessage();
		expect(shown).toMatchObject({ seconds: 2, waveform: [0, 50, 100] });
		const played = await call(world.sandbox, 'POST', `${ANNA_PATH}/messages/${id}/played`);
		expect(played.status).toBe(204);
		await world.anna.sendText(BOB, 'heard it');
		await world.bob.nextMessage();
		expect(world.bob.messages({ direction: 'out' })).toMatchObject([{ id, read: true }]);
	});
});
