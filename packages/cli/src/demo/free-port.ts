import { once } from 'node:events';
import { createServer } from 'node:net';
import { CommandError } from '../failure.js';

/** How many ports to try. */
const ATTEMPTS = 100;

/** The first free TCP port of 127.0.0.1 from `first` on. */
export async function nextFreePort(first: number): Promise<number> {
	for (let port = first; port < first + ATTEMPTS; port++) {
		if (await isFree(port)) return port;
	}
	throw new CommandError(
		`None of the ports ${first} to ${first + ATTEMPTS - 1} is free. Use --check, which takes any.`,
		{ code: 'PORT_TAKEN' },
	);
}

async function isFree(port: number): Promise<boolean> {
	const server = createServer().listen(port, '127.0.0.1');
	try {
		await once(server, 'listening');
	} catch {
		return false;
	}
	server.close();
	await once(server, 'close');
	return true;
}
