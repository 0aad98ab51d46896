import { format, resolveConfig } from 'prettier';
import { configurationPage } from './configuration-page.ts';
import { errorsPage } from './errors-page.ts';
import { eventsPage } from './events-page.ts';
import { n8nErrorsPage } from './n8n-errors-page.ts';
import { nodeRedErrorsPage } from './node-red-errors-page.ts';

/** The generated pages: path from the root of the repository, and what makes the text. */
export const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
	'docs/configuration.md': configurationPage,
	'docs/errors.md': errorsPage,
	'docs/events.md': eventsPage,
	'docs/n8n-troubleshooting.md': n8nErrorsPage,
	'docs/node-red-troubleshooting.md': nodeRedErrorsPage,
};

/** The text of a page as it is committed. */
export async function renderPage(path: string): Promise<string> {
	const page = PAGES[path];
	if (!page)
		throw new Error(`${path} is not a generated page. See PAGES in scripts/docs/pages.ts.`);
	return format(await page(), { ...(await resolveConfig(path)), filepath: path });
}
