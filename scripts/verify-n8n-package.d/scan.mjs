/**
 * n8n's scanner of community packages, on a folder in place of a published name: `node scan.mjs
 * sources FOLDER` looks at what it takes from the repository, `tarball` at what it takes from npm.
 * Runs in the folder of `verify-n8n-package`, where the scanner is installed.
 */
import { ESLint } from 'eslint';
import fastGlob from 'fast-glob';
import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const [leg, folder] = process.argv.slice(2);
/** The scanner has no name for those of the tarball: they are written out in `analyzePackageByName`. */
const patterns = leg === 'sources' ? SOURCE_FILE_PATTERNS : ['**/*.js', 'package.json'];

/** The scanner passes warnings and does not tell of them, so its rules are asked once more. */
async function warnings() {
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const results = await eslint.lintFiles(
		await fastGlob(patterns, { cwd: folder, absolute: true, ignore: ['node_modules/**'] }),
	);
	const formatter = await eslint.loadFormatter('stylish');
	return await formatter.format(results.filter(({ warningCount }) => warningCount > 0));
}

const { passed, message = '', details } = await analyzePackage(folder, patterns);
// "No files found to analyze" passes too.
const found = passed && message === '' ? await warnings() : `${message}\n${details ?? ''}`;
if (found !== '') {
	console.error(found);
	process.exitCode = 1;
}
