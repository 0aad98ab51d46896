const { mkdtempSync, rmSync } = require('node:fs');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const { dirname, join } = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

const REPOSITORY = join(__dirname, '../../..');

/**
 * Where tests of nodes run: n8n's packages are loaded outside of jest's modules, once per worker in
 * place of once per file, and from the folder in which n8n's own nodes are installed when
 * N8N_NODES_DIR names one, since those have to meet the very same n8n-core. The files beside this one
 * hand them to the tests.
 */
module.exports = class N8nEnvironment extends TestEnvironment {
	async setup() {
		await super.setup();
		setUpN8n();
		const folder = process.env.N8N_NODES_DIR ?? REPOSITORY;
		const requireFromN8n = createRequire(join(folder, 'package.json'));
		requireFromN8n('reflect-metadata');
		if (folder !== REPOSITORY) leaveOut(requireFromN8n, 'sqlite3');
		liftTimeLimit(requireFromN8n);
		this.global.requireFromN8n = requireFromN8n;
		this.global.n8nNodesFolder = join(folder, 'node_modules');
	}
};

/** What n8n reads when it is loaded: nothing is written to the home folder, and nothing logged. */
function setUpN8n() {
	if (process.env.N8N_USER_FOLDER) return;
	const folder = mkdtempSync(join(tmpdir(), 'waypost-n8n-'));
	process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
	process.env.N8N_USER_FOLDER = folder;
	// What a person has to know is in the errors and items that tests look at.
	process.env.N8N_LOG_LEVEL ??= 'silent';
}

/**
 * n8n ends a regular expression after 0.25 s by the clock, though the machine may have been at something
 * else meanwhile: on a busy one that hits any of them, now and then, and the workflow does not start.
 */
function liftTimeLimit(requireFromN8n) {
	const folder = dirname(requireFromN8n.resolve('n8n-workflow'));
	const { setSafeRegexEngine } = requireFromN8n(join(folder, 'safe-regex.js'));
	const regex = (pattern, flags = '') => new RegExp(pattern, flags);
	setSafeRegexEngine({
		exec: (pattern, input, flags) => regex(pattern, flags).exec(input),
		test: (pattern, input, flags) => regex(pattern, flags).test(input),
		replace: (pattern, input, flags, by) => input.replace(regex(pattern, flags), by),
		matchAll: (pattern, input, flags = '') =>
			Array.from(input.matchAll(regex(pattern, `${flags.replace('g', '')}g`))),
		split: (pattern, input, flags) => input.split(regex(pattern, flags)),
	});
}

/** The AI agent loads it for databases that nobody uses here, and it would have to be compiled. */
function leaveOut(requireFromN8n, name) {
	const path = requireFromN8n.resolve(name);
	require.cache[path] ??= {
		id: path,
		filename: path,
		loaded: true,
		exports: {},
		children: [],
		paths: [],
	};
}
