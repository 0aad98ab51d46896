/** One unit of WhatsApp's protocol: what XMPP calls a stanza, here in WhatsApp's binary form. */
export interface Stanza {
	tag: string;
	attrs: Record<string, string>;
	content?: Stanza[] | string | Uint8Array;
}

export type AttrValue = string | number | boolean | null | undefined;
export type Attrs = Record<string, AttrValue>;

/**
 * Builds a stanza. Attributes that are null or undefined are left out and all others become
 * strings: one attribute that is not a string corrupts the whole frame (Baileys WABinary/encode.js
 * counts it and then does not write it).
 */
export function stanza(tag: string, attrs: Attrs = {}, content?: Stanza['content']): Stanza {
	const written: Record<string, string> = {};
	for (const [name, value] of Object.entries(attrs)) {
		if (value !== undefined && value !== null) written[name] = String(value);
	}
	return content === undefined ? { tag, attrs: written } : { tag, attrs: written, content };
}

/** The child stanzas, optionally only those with this tag. */
export function children(parent: Stanza | undefined, tag?: string): Stanza[] {
	if (!parent || !Array.isArray(parent.content)) return [];
	return tag === undefined ? parent.content : parent.content.filter((each) => each.tag === tag);
}

/** The first child with this tag. */
export function child(parent: Stanza | undefined, tag: string): Stanza | undefined {
	return children(parent, tag)[0];
}

/** The content as bytes, whichever way the codec decoded it (tokens and digits come as strings). */
export function bytesOf(of: Stanza | undefined): Buffer | undefined {
	const content = of?.content;
	if (content === undefined || Array.isArray(content)) return undefined;
	return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
}

/** The content as text. */
export function textOf(of: Stanza | undefined): string | undefined {
	return bytesOf(of)?.toString('utf8');
}

/** The content as bytes; throws when there is none, naming the stanza. */
export function requiredBytes(of: Stanza | undefined, name: string): Buffer {
	const bytes = bytesOf(of);
	if (!bytes) throw new Error(`The stanza <${name}> is missing or has no content.`);
	return bytes;
}

/** A big-endian number from bytes. */
export function numberOf(bytes: Uint8Array | undefined): number {
	return bytes ? bytes.reduce((sum, byte) => sum * 256 + byte, 0) : 0;
}

/** A number as big-endian bytes of a fixed length. */
export function bytesFromNumber(value: number, length: number): Buffer {
	const bytes = Buffer.alloc(length);
	for (let index = length - 1, rest = value; index >= 0; index -= 1) {
		bytes[index] = rest & 0xff;
		rest = Math.floor(rest / 256);
	}
	return bytes;
}
