/** `URL.parse`, which came with Node 22.1; the build puts it in its place. */
export function parseUrl(url: string, base?: string | URL): URL | null {
	return URL.canParse(url, base) ? new URL(url, base) : null;
}
