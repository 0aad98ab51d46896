#!/usr/bin/env node
import module from 'node:module';
import { complaintAboutNode } from './node-version.js';

const complaint = complaintAboutNode(process.version);
if (complaint) {
	console.error(complaint);
	process.exitCode = 1;
} else {
	module.enableCompileCache?.();
	await import('../dist/main.js').catch((error) => {
		if (error.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.url).endsWith('/dist/main.js')) {
			throw error;
		}
		console.error('Waypost is not built yet. Run `npm run build` first.');
		process.exitCode = 1;
	});
}
