import { reportFailure } from './failure.js';
import { createProgram } from './program.js';
import { hideSqliteWarning } from './sqlite-warning.js';

hideSqliteWarning();

// Whoever reads the output may stop early, as `head` does: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE') throw error;
});

try {
	await createProgram().parseAsync();
} catch (error) {
	process.exitCode = reportFailure(error);
}

// All of ours is closed here, but Baileys leaves timers of 30 seconds behind (`uploadPreKeys` in
// Socket/socket.js), which would keep the process that long. First let what was printed out.
process.stdout.write('', () => process.stderr.write('', () => process.exit()));
