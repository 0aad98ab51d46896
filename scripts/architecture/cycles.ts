import type { Rule } from './rule.ts';
import type { ImportStatement, SourceFile } from './source-file.ts';

interface Step {
	file: SourceFile;
	/** The import that leads on from the file. */
	statement: ImportStatement;
}

/**
 * Depth-first search for cycles of imports that happen at run time: each cycle is found once, from
 * its first file in the order given.
 */
function findCycles(files: readonly SourceFile[]): Step[][] {
	const byPath = new Map(files.map((file) => [file.path, file]));
	const done = new Set<string>();
	const cycles: Step[][] = [];

	const visit = (file: SourceFile, trail: Step[]): void => {
		const start = trail.findIndex((step) => step.file === file);
		if (start >= 0) cycles.push(trail.slice(start));
		if (start >= 0 || done.has(file.path)) return;
		for (const statement of file.imports) {
			// Imports of `a.js` read as `a.ts`, which may be `a.tsx`.
			const { target } = statement;
			const next = statement.typeOnly
				? undefined
				: (byPath.get(target) ?? byPath.get(`${target}x`));
			if (next) visit(next, [...trail, { file, statement }]);
		}
		done.add(file.path);
	};
	for (const file of files) visit(file, []);
	return cycles;
}

const describe = (cycle: readonly Step[]) => {
	const [first] = cycle;
	const round = cycle.map(({ statement }) => statement.target).join(' → ');
	return `${first?.file.path}:${first?.statement.line} → ${round}`;
};

/** Type-only imports do not count: nothing of them is left at run time. */
export const NO_CYCLES: Rule = {
	name: 'no files import each other in a circle',
	breaches: ({ files }) => findCycles(files).map(describe),
	broken: [
		{ path: 'packages/client/src/a.ts', text: "import './b.js';" },
		{ path: 'packages/client/src/b.ts', text: "import './c.js';" },
		{ path: 'packages/client/src/c.ts', text: "import './a.js';" },
	],
};
