import { seededBytes, seededRandom } from '../random.js';
import { stanza, type Stanza } from '../stanza/stanza.js';

/** Ways in which a stanza can be wrong while it can still be decoded. */
export const MALFORMATIONS = [
	'empty',
	'no-attributes',
	'renamed',
	'truncated',
	'flipped',
	'random',
] as const;
export type Malformation = (typeof MALFORMATIONS)[number];

/**
 * A copy of the stanza that is not as a client expects it:
 *
 * - `empty`: without its content.
 * - `no-attributes`: without its attributes, except `id`, by which a client finds its query again.
 * - `renamed`: its children, and theirs, have tags nobody knows.
 * - `truncated`: every text and all bytes in it end half-way.
 * - `flipped`: the last bit of every text and of all bytes in it is the other one.
 * - `random`: bytes and texts are others of the same length.
 */
export function malformed(of: Stanza, kind: Malformation, seed: number): Stanza {
	switch (kind) {
		case 'empty':
			return { tag: of.tag, attrs: of.attrs };
		case 'no-attributes':
			return { ...stanza(of.tag, { id: of.attrs['id'] }), ...contentOf(of) };
		case 'renamed':
			return withChildren(of, (each) => ({
				...malformed(each, kind, seed),
				tag: `unknown-${each.tag}`,
			}));
		case 'truncated':
			return withBytes(of, (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)));
		case 'flipped':
			return withBytes(of, withLastBitFlipped);
		case 'random': {
			const random = seededRandom(seed);
			return withBytes(of, (bytes) => seededBytes(random, bytes.length));
		}
	}
}

function withLastBitFlipped(bytes: Buffer): Buffer {
	const flipped = Buffer.from(bytes);
	const last = flipped.length - 1;
	if (last >= 0) flipped[last] = (flipped[last] ?? 0) ^ 1;
	return flipped;
}

function withChildren(of: Stanza, change: (each: Stanza) => Stanza): Stanza {
	return Array.isArray(of.content) ? { ...of, content: of.content.map(change) } : of;
}

function withBytes(of: Stanza, change: (bytes: Buffer) => Buffer): Stanza {
	const { content } = of;
	if (content === undefined) return of;
	if (Array.isArray(content)) return withChildren(of, (each) => withBytes(each, change));
	return { ...of, content: change(Buffer.from(content)) };
}

function contentOf({ content }: Stanza): Pick<Stanza, 'content'> {
	return content === undefined ? {} : { content };
}
