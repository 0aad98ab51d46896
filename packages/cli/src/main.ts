import { reportFailure } from './failure.js';
import { createProgram } from './program.js';

// Whoever reads the output may stop early, as `head` does: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE') throw error;
});

try {
	await createProgram().parseAsync();
} catch (error) {
	process.exitCode = reportFailure(error);
}
