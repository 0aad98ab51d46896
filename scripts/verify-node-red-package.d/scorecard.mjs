/**
 * Tells what the scorecard of node-red-dev says: `node scorecard.mjs PACKAGE CARD OUTPUT`, with the
 * folder that was looked at, the JSON the tool made and what it printed. Every check of the JSON has to
 * pass, and nothing may be left to warn of: the tool ends with 0 in any case, always passes P05, and
 * skips nodes whose files it cannot read.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHECKS = {
	P01: 'a license',
	P03: 'a repository, or an address for bugs',
	P04: 'a name that fits',
	P05: 'the keyword node-red',
	P06: 'runs on the latest Node-RED',
	P07: 'runs on the Node.js of the latest Node-RED',
	P08: 'no package of the same name in another scope',
	N01: 'types that nobody else has',
	N02: 'an example of each node',
	D01: 'few dependencies',
	D02: 'no bad package among them',
	D03: 'dependencies at their latest versions',
};

/**
 * P04 passes: only new names outside of a scope are warned of, and the name is what people of Node-RED
 * search for.
 */
const ALLOWED = ['P04 New Packages should use a scoped name'];

const [folder, cardFile, outputFile] = process.argv.slice(2);
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const card = json(cardFile);

const findings = [];
for (const [id, what] of Object.entries(CHECKS)) {
	const passed = card[id]?.test === true;
	console.log(`${passed ? '✓' : '✗'} ${id} ${what}`);
	if (!passed) findings.push(`${id} did not pass: ${JSON.stringify(card[id])}`);
}

for (const line of readFileSync(outputFile, 'utf8').split('\n')) {
	const [, text] = /((?:Warning|Error): .*|Unable to .*)/.exec(line) ?? [];
	if (text && !ALLOWED.some((allowed) => text === `Warning: ${allowed}`)) findings.push(text);
}

// The tool knows only types that it found in the files for the editor.
const types = Object.keys(json(join(folder, 'package.json'))['node-red'].nodes);
const foreign = types.filter((type) => !type.startsWith('waypost-'));
if (foreign.length > 0) findings.push(`Types without our prefix: ${foreign.join(', ')}`);
const shown = ['waypost-config', ...(card.N02?.nodes ?? [])];
const notFound = types.filter((type) => !shown.includes(type));
if (notFound.length > 0) findings.push(`Not among the examples: ${notFound.join(', ')}`);

for (const finding of findings) console.log(finding);
process.exitCode = findings.length > 0 ? 1 : 0;
