import { ERRORS } from '@waypost/contract';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFrom, table } from './markdown.ts';

interface ErrorText {
	title: string;
	todo?: string;
	/** What is shown under the node. */
	short?: string;
}

interface Texts {
	errors: Readonly<Record<string, ErrorText>>;
	/** What is shown under a node whose session is not connected. */
	reasons: Readonly<Record<string, string>>;
}

interface LinkTexts {
	'waypost-link': { panel: { reason: Readonly<Record<string, string>> } };
}

const FOLDER = 'packages/node-red/src/nodes/locales/en-US';

const readTexts = (name: string): unknown =>
	JSON.parse(readFileSync(join(import.meta.dirname, '../..', FOLDER, `${name}.json`), 'utf8'));

/** What the client finds before or in place of an answer of the daemon. */
const OF_CONNECTION = [
	'UNREACHABLE',
	'UNKNOWN_HOST',
	'CERTIFICATE_REFUSED',
	'NO_HTTPS',
	'NOT_WAYPOST',
	'TIMEOUT',
	'INVALID_URL',
	'INVALID_API_KEY',
];

type Group = 'connection' | 'daemon' | 'node';

function groupOf(code: string): Group {
	if (OF_CONNECTION.includes(code)) return 'connection';
	return code in ERRORS ? 'daemon' : 'node';
}

/** A value that is filled in when it happens. */
const withGaps = (text: string) => text.replaceAll(/__\w+?__/g, '…');

const sentence = (text: string | undefined) =>
	text === undefined ? '' : withGaps(/[.…_]$/.test(text) ? text : `${text}.`);

/** Words that only stand before those of another error; no error has their code. */
const isIntroduction = (code: string, { todo, short }: ErrorText) =>
	!(code in ERRORS) && todo === undefined && short === undefined;

const errorRows = ({ errors }: Texts, group: Group): string[][] =>
	Object.entries(errors)
		.filter(([code, text]) => groupOf(code) === group && !isIntroduction(code, text))
		.map(([code, { title, todo, short = '' }]) => [
			withGaps(title),
			sentence(todo),
			short,
			`\`${code}\``,
		])
		.sort(([a = ''], [b = '']) => a.localeCompare(b, 'en'));

const errorTable = (texts: Texts, group: Group) =>
	table(['error', 'what to do', 'under the node', 'code'], errorRows(texts, group));

function reasonTable({ reasons }: Texts): string {
	const { reason } = (readTexts('waypost-link') as LinkTexts)['waypost-link'].panel;
	const rows = Object.entries(reasons).flatMap(([code, short]) =>
		reason[code] === undefined ? [] : [[short, reason[code], `\`${code}\``]],
	);
	return table(['under the node', 'what it means', 'reason'], rows);
}

/** `docs/node-red-troubleshooting.md`: what the nodes show, by the first words of an error. */
export function nodeRedErrorsPage(): string {
	const texts = readTexts('waypost-config') as Texts;
	return `${generatedFrom(FOLDER)}

# Node-RED: troubleshooting by error

Look for the first words of the error in the debug sidebar, or for what is shown under the node. After the first words comes the daemon's own sentence about the case where there is one, and then what to do. With several recipients the error begins with how many were not sent, and then has the words of each. A **catch** node gets the whole as \`msg.error.message\` and the code as \`msg.error.code\`; \`msg.error.cause.retryable\` says whether the same message may go through later.

## Waypost cannot be reached

${errorTable(texts, 'connection')}

## Waypost said no

${errorTable(texts, 'daemon')}

## Said by the node itself

${errorTable(texts, 'node')}

## A session is not connected

Under a node is why; Waypost tries again by itself where that can help.

${reasonTable(texts)}
`;
}
