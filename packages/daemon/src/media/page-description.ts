import { Parser } from 'htmlparser2';

/** What a page says about itself. */
export interface PageDescription {
	title: string | null;
	description: string | null;
	/** Address of a picture, as written. */
	image: string | null;
}

const MAX_TITLE = 200;
const MAX_DESCRIPTION = 500;

/** Open Graph first, then what is there for search engines. */
const TITLES = ['og:title', 'twitter:title'];
const DESCRIPTIONS = ['og:description', 'description', 'twitter:description'];
const IMAGES = ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image'];

/** Reads the head of an HTML page; nothing in it is run or loaded. */
export function describePage(html: string): PageDescription {
	const meta = new Map<string, string>();
	let title = '';
	let isTitle = false;
	const parser = new Parser({
		onopentag: (name, { property, name: key, content }) => {
			const known = (property ?? key)?.toLowerCase();
			if (name === 'meta' && known && content?.trim() && !meta.has(known)) meta.set(known, content);
			isTitle = name === 'title' && title === '';
		},
		ontext: (text) => {
			if (isTitle) title += text;
		},
		onclosetag: (name) => {
			if (name === 'title') isTitle = false;
		},
	});
	parser.end(html);
	const first = (names: readonly string[]) => names.map((name) => meta.get(name)).find(Boolean);
	return {
		title: shorten(first(TITLES) ?? title, MAX_TITLE),
		description: shorten(first(DESCRIPTIONS), MAX_DESCRIPTION),
		image: first(IMAGES)?.trim() ?? null,
	};
}

/** One line without control characters. */
function shorten(text: string | undefined, length: number): string | null {
	const line = (text ?? '')
		.toWellFormed()
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.trim();
	if (line === '') return null;
	return [...line].length > length ? `${[...line].slice(0, length - 1).join('')}…` : line;
}
