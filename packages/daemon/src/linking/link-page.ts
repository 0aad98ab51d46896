import { readFileSync } from 'node:fs';

/** The page's script and style: plain files, so that the policy below needs no exception. */
const ASSETS: Record<string, { file: URL; type: string }> = {
	'link.js': {
		file: new URL('../../public/link.js', import.meta.url),
		type: 'text/javascript; charset=utf-8',
	},
	'link.css': {
		file: new URL('../../public/link.css', import.meta.url),
		type: 'text/css; charset=utf-8',
	},
};
const PAGE = new URL('../../public/link.html', import.meta.url);

/** Headers of the page: it shows a secret, so nothing may keep it, frame it or learn its address. */
export const LINK_PAGE_HEADERS = {
	'Cache-Control': 'no-store',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Robots-Tag': 'noindex',
	'Content-Security-Policy':
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
} as const;

export const readLinkPage = (): string => readFileSync(PAGE, 'utf8');

/** @returns undefined when there is no such file. */
export function readLinkPageAsset(name: string): { type: string; text: string } | undefined {
	const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
	return asset && { type: asset.type, text: readFileSync(asset.file, 'utf8') };
}
