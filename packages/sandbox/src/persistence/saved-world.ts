import { z } from 'zod';
import { SandboxError } from '../errors.js';
import type { EncodedSnapshot } from './snapshot-codec.js';

const FORMAT = 'waypost-sandbox';
/** Counts up with every release that keeps something else; `parseSavedWorld` then fills in what older files lack. */
const VERSION = 1;

const HEADER = z.object({ format: z.literal(FORMAT), version: z.number().int().min(1) });
const SAVED_WORLD = HEADER.extend({
	savedAt: z.iso.datetime(),
	blobs: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
	world: z.looseObject({}),
});

/** A saved world as its file holds it. */
export interface SavedWorld {
	/** ISO 8601, UTC. */
	readonly savedAt: string;
	/** Names of the files beside it. */
	readonly blobs: readonly string[];
	/** As `encodeSnapshot` wrote it. */
	readonly json: unknown;
}

export function formatSavedWorld({ text, blobs }: EncodedSnapshot, savedAt: string): string {
	const header = { format: FORMAT, version: VERSION, savedAt, blobs: [...blobs.keys()] };
	return `${JSON.stringify(header).slice(0, -1)},"world":${text}}\n`;
}

/** Throws SAVED_WORLD_NEWER, and any other error when the text is not a saved world. */
export function parseSavedWorld(content: string): SavedWorld {
	const parsed: unknown = JSON.parse(content);
	const { version } = as(HEADER, parsed);
	if (version > VERSION) {
		const message =
			`The saved world was written by a newer sandbox (version ${version} of the file, this one ` +
			`reads up to ${VERSION}). Use the newer sandbox, or name another data folder.`;
		throw new SandboxError('SAVED_WORLD_NEWER', message);
	}
	const { savedAt, blobs, world } = as(SAVED_WORLD, parsed);
	return { savedAt, blobs, json: world };
}

function as<S extends z.ZodType>(schema: S, parsed: unknown): z.output<S> {
	const { success, data } = schema.safeParse(parsed);
	if (!success) throw new Error('it is not the saved world of a sandbox');
	return data;
}
