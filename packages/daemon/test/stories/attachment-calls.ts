import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Message, Page } from '@waypost/contract';
import type { World } from '../world.js';

export const MB = 1024 * 1024;
export const PATH = '/v1/sessions/sales/messages';
export const BEN = '+491700000002';

/** Sends an attachment to Ben. */
export const send = (world: World, attachment: object) =>
	world.call<Message>('POST', PATH, { json: { to: BEN, attachment } });

/** Code of a refusal, and what is left of the request: nothing. */
export async function refusal(world: World, attachment: object) {
	const { status, body } = await world.refusal('POST', PATH, { json: { to: BEN, attachment } });
	return { status, code: body.code, detail: body.detail, left: await leftovers(world) };
}

/** What a refused attachment leaves behind. */
export const NOTHING = { messages: 0, files: [], stanzas: 0 };

export async function leftovers(world: World) {
	const { body } = await world.call<Page<Message>>('GET', PATH);
	const filesOf = (folder: string) => readdirSync(join(world.dataDir, folder));
	return {
		messages: body.data.length,
		files: [
			...filesOf('media').filter((name) => name !== 'incomplete'),
			...filesOf('media/incomplete'),
			...filesOf('tmp'),
		],
		stanzas: world.sandbox
			.stanzas()
			.filter(({ direction, stanza }) => direction === 'in' && stanza.tag === 'message').length,
	};
}
