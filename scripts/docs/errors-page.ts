import { ERRORS, REASONS } from '@waypost/contract';
import { generatedFrom, table } from './markdown.ts';

const yesNo = (value: boolean) => (value ? 'yes' : 'no');

const errorRows = () =>
	Object.entries(ERRORS)
		.sort(([, a], [, b]) => a.status - b.status)
		.map(([code, { status, title, action, retryable }]) => [
			`\`${code}\``,
			String(status),
			title,
			action,
			yesNo(retryable),
		]);

const reasonRows = () =>
	Object.entries(REASONS).map(([code, { sentence, comesBack }]) => [
		`\`${code}\``,
		sentence,
		yesNo(comesBack),
	]);

/** `docs/errors.md`: the catalogue of errors and the reasons of sessions. */
export const errorsPage = () => `${generatedFrom('packages/contract/src/errors.ts and sessions.ts')}

# Errors and reasons

## Errors

Every failed request is answered with \`application/problem+json\`. \`code\` is the contract: it never changes its meaning, while titles may be reworded. \`detail\` says what was wrong this time, \`requestId\` finds the request in the log of the daemon, and \`errors\` lists the fields of a request that is not valid. A message that fails after it was accepted carries the same codes in its \`error\`.

"Again" says whether the same call may succeed later without a change. The daemon itself answers \`GET /errors/CODE\` with the row of a code.

${table(['code', 'status', 'what happened', 'what to do', 'again'], errorRows())}

## Reasons

\`reason.code\` of a session says why it is not connected. "Comes back" says whether the daemon tries again by itself; where it does not, somebody has to act.

${table(['code', 'what happened and what to do', 'comes back'], reasonRows())}
`;
