import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import sharp from 'sharp';
import type { RunOptions } from './engine.ts';
import type { N8nWorld } from './n8n-world.ts';
import { session, toNumber } from './parameters.ts';

const TO_BEN = { ...session('sales'), ...toNumber('+49 170 0000002') };

/** A JPEG of 64 × 48. */
export const takePhoto = (): Promise<Buffer> =>
	sharp({ create: { width: 64, height: 48, channels: 3, background: '#0b6e4f' } })
		.jpeg()
		.toBuffer();

/** A file as n8n keeps it inside of an item. */
export const inMemory = (bytes: Buffer, more: object = {}) => ({
	data: bytes.toString('base64'),
	mimeType: 'application/octet-stream',
	...more,
});

export const itemWith = (binary: Record<string, object>): INodeExecutionData => ({
	json: {},
	binary: binary as never,
});

/** Runs of Send Attachment that go to Ben. */
export function attachmentCalls(world: () => N8nWorld) {
	const send = (parameters: INodeParameters, options: RunOptions = {}) =>
		world().engine.run('sendAttachment', { ...TO_BEN, ...parameters }, options);

	/** Sends one file from the field `data`. */
	const sendFile = (bytes: Buffer, options: INodeParameters = {}, more: object = {}) =>
		send({ options }, { items: [itemWith({ data: inMemory(bytes, more) })] });

	return { send, sendFile };
}
