import type { RenderedStanza } from '../state/api-types.js';

const INDENT = '  ';
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A stanza as indented XML. Bytes are written as a comment: how many, and in Base64 when they are few. */
export function toXml({ tag, attrs, content }: RenderedStanza, depth = 0): string {
	const start = `${INDENT.repeat(depth)}<${tag}${attributesOf(attrs)}`;
	const end = `</${tag}>`;
	if (content === undefined) return `${start}/>`;
	if (typeof content === 'string') return `${start}>${escape(content)}${end}`;
	if (!Array.isArray(content)) {
		const { bytes, base64 } = content;
		const shown = base64 === undefined ? '' : ` ${base64}`;
		return `${start}><!-- ${bytes} bytes${shown} -->${end}`;
	}
	if (content.length === 0) return `${start}/>`;
	const children = content.map((child) => toXml(child, depth + 1));
	return [`${start}>`, ...children, `${INDENT.repeat(depth)}${end}`].join('\n');
}

/** What tells stanzas of one tag apart. */
const TELLING = new Set(['type', 'xmlns', 'class', 'error', 'edit', 'category']);

/** A stanza in one line: what kind it is, the tags inside, and then all else. */
export function headOf({ attrs, content }: RenderedStanza): string {
	const { telling = [], other = [] } = Object.groupBy(Object.entries(attrs), ([name]) =>
		TELLING.has(name) ? 'telling' : 'other',
	);
	const children = Array.isArray(content) ? content.map(({ tag }) => ` <${tag}>`).join('') : '';
	const words = attributesOf(Object.fromEntries(telling)) + children;
	return (words + attributesOf(Object.fromEntries(other))).trim();
}

const attributesOf = (attrs: Readonly<Record<string, string>>): string =>
	Object.entries(attrs)
		.map(([name, value]) => ` ${name}="${escape(value)}"`)
		.join('');

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
