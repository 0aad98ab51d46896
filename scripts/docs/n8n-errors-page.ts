import {
	BLOCKED_BY_N8N,
	CONNECTION_TEXTS,
	NOT_WAYPOST,
	UNREACHABLE,
} from '../../nodes/shared/connection-texts.ts';
import { ERROR_TEXTS, type ErrorText } from '../../nodes/shared/error-texts.ts';
import { generatedFrom, table } from './markdown.ts';

/** One row per title; several codes can have the same. */
function rowsOf(texts: Iterable<readonly [string, ErrorText]>): string[][] {
	const rows = new Map<string, { codes: string[]; text: ErrorText }>();
	for (const [code, text] of texts) {
		const row = rows.get(text.title) ?? { codes: [], text };
		rows.set(text.title, { ...row, codes: [...row.codes, `\`${code}\``] });
	}
	return [...rows.values()]
		.sort((a, b) => a.text.title.localeCompare(b.text.title, 'en'))
		.map(({ codes, text }) => [text.title, text.todo, codes.join(', ')]);
}

const connectionRows = () =>
	rowsOf([
		...Object.entries(CONNECTION_TEXTS),
		['SSRF protection', BLOCKED_BY_N8N],
		['another server', NOT_WAYPOST],
		['anything else', UNREACHABLE],
	]);

/** `docs/n8n-troubleshooting.md`: what the nodes show, by title. */
export const n8nErrorsPage = () => `${generatedFrom('nodes/shared/error-texts.ts')}

# n8n: troubleshooting by title

Look for the red title that the node shows. Below it n8n shows the daemon's own sentence about the case, and then what to do. With **On Error > Continue** the item carries them as \`error\` (the title), \`message\` and \`details.code\`, so that an IF node can branch on \`{{ $json.details.code }}\`.

## Waypost cannot be reached

${table(['title', 'what to do', 'seen as'], connectionRows())}

## Waypost said no

${table(['title', 'what to do', 'code'], rowsOf(Object.entries(ERROR_TEXTS)))}
`;
