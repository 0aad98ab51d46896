import { z } from 'zod';
import { stanza, type Stanza } from './stanza.js';

/** A stanza as JSON, as the wire log shows it: bytes are `{ base64 }`. */
export interface StanzaInput {
	readonly tag: string;
	readonly attrs?: Record<string, string> | undefined;
	readonly content?: StanzaInput[] | string | { readonly base64: string } | undefined;
}

export const stanzaInputSchema: z.ZodType<StanzaInput> = z.lazy(() =>
	z.strictObject({
		tag: z.string().min(1),
		attrs: z.record(z.string(), z.string()).optional(),
		content: z
			.union([
				z.array(stanzaInputSchema),
				z.string(),
				z.strictObject({ base64: z.base64(), bytes: z.int().optional() }),
			])
			.optional(),
	}),
);

export function stanzaFrom({ tag, attrs, content }: StanzaInput): Stanza {
	if (Array.isArray(content)) return stanza(tag, attrs, content.map(stanzaFrom));
	if (content === undefined || typeof content === 'string') return stanza(tag, attrs, content);
	return stanza(tag, attrs, Buffer.from(content.base64, 'base64'));
}
