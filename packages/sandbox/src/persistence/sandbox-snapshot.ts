import type { ServerIdentity } from '../transport/identity-folder.js';
import type { World } from '../world.js';
import { decodeSnapshot, encodeSnapshot, type EncodedSnapshot } from './snapshot-codec.js';
import { worldToSnapshot, type WorldSnapshot } from './world-snapshot.js';

/**
 * A whole sandbox at one moment, in memory: `createSandbox({ snapshot })` begins with it, as often as
 * wanted, under the same root key and certificate. Nobody needs to know what is in it.
 */
export interface SandboxSnapshot {
	readonly identity: Pick<ServerIdentity, 'root' | 'tls'>;
	readonly world: EncodedSnapshot;
}

/** Taken when nothing is half done. */
export async function takeSnapshot(
	{ root, tls }: ServerIdentity,
	world: World,
): Promise<SandboxSnapshot> {
	const encoded = await world.work.whilePaused(() => encodeSnapshot(worldToSnapshot(world)));
	return { identity: { root, tls }, world: encoded };
}

export function worldIn(snapshot: SandboxSnapshot | undefined): WorldSnapshot | undefined {
	if (!snapshot) return undefined;
	const { text, blobs } = snapshot.world;
	return decodeSnapshot(JSON.parse(text), blobs) as WorldSnapshot;
}
