import type { CreatedApiKey } from '@waypost/contract';
import type { World } from '../../../daemon/test/world.ts';

/** A flow of one tab, with a connection named `config` to the daemon of a world. */
export async function connectedFlow(world: World, nodes: readonly object[]): Promise<object[]> {
	const url = world.daemon.url;
	const credentials = { apiKey: await newApiKey(world) };
	return [
		{ id: 'tab', type: 'tab', label: 'WhatsApp' },
		{ id: 'config', type: 'waypost-config', name: 'Waypost at home', url, credentials },
		...nodes.map((node) => ({ z: 'tab', wires: [], ...node })),
	];
}

export async function newApiKey(world: World): Promise<string> {
	const { body } = await world.call<CreatedApiKey>('POST', '/v1/keys', {
		json: { name: 'node-red', preset: 'automation' },
	});
	return body.key;
}
