import { children, type Stanza } from '../stanza/stanza.js';

/** A copy of the stanza in which one byte near the end of every ciphertext is flipped. */
export function corrupted(of: Stanza): Stanza {
	if (!Array.isArray(of.content)) return of;
	return { ...of, content: children(of).map((each) => corruptedChild(each)) };
}

function corruptedChild(of: Stanza): Stanza {
	if (of.tag !== 'enc') return corrupted(of);
	if (!(of.content instanceof Uint8Array) || of.content.length < 3) return of;
	const bytes = Buffer.from(of.content);
	const position = bytes.length - 3;
	bytes[position] = (bytes[position] ?? 0) ^ 0xff;
	return { ...of, content: bytes };
}
