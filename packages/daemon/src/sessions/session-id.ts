import { randomBytes } from 'node:crypto';

const LONGEST_SLUG = 40;

/** A session id made from a name: `Sales (DE)` becomes `sales-de`; at random when nothing is left. */
export function suggestSessionId(
	name: string | undefined,
	isTaken: (id: string) => boolean,
): string {
	const slug = (name ?? '')
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, LONGEST_SLUG)
		.replace(/^-+|-+$/g, '');
	const base = slug === '' ? 'session' : slug;
	if (slug !== '' && !isTaken(slug)) return slug;
	return `${base}-${randomBytes(4).toString('hex')}`;
}
