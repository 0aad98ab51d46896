import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { systemClock, type Clock } from '../runtime/clock.js';

/** Something that keeps answers open for long, such as an event stream. */
export interface Closeable {
	close(): Promise<void> | void;
}

export interface HttpServerOptions {
	app: RequestListener;
	host: string;
	/** 0 takes any free port. */
	port: number;
	/** Ended first at the close, since they would never end by themselves. */
	streams?: readonly Closeable[];
	clock?: Clock;
	/** How long requests under way may take at the close; 10 s by default. */
	drainMs?: number;
}

export interface HttpServer {
	/** Where it listens, for people on this machine. */
	readonly url: string;
	readonly port: number;
	/** Stops accepting, ends the streams, waits for requests under way, then cuts what is left. */
	close(): Promise<void>;
}

const DRAIN_MS = 10_000;

/** Against clients that send nothing, or one byte a second. */
function limit(server: Server): void {
	server.headersTimeout = 10_000;
	server.requestTimeout = 120_000;
	server.keepAliveTimeout = 65_000;
	server.maxHeadersCount = 64;
	server.maxRequestsPerSocket = 1000;
}

function explainListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
	const reasons: Record<string, string> = {
		EADDRINUSE: `Port ${port} on ${host} is in use. Stop the program that uses it, or choose another with WAYPOST_PORT.`,
		EACCES: `This user may not listen on port ${port}. Choose one above 1023 with WAYPOST_PORT.`,
		EADDRNOTAVAIL: `This machine has no address ${host}. Correct WAYPOST_HOST.`,
		ENOTFOUND: `The name ${host} is not known. Correct WAYPOST_HOST.`,
	};
	const reason = reasons[error.code ?? ''];
	return reason === undefined ? error : new Error(reason, { cause: error });
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
	new Promise((resolve, reject) => {
		const fail = (error: NodeJS.ErrnoException) => reject(explainListenError(error, host, port));
		server.once('error', fail);
		server.listen(port, host, () => {
			server.off('error', fail);
			resolve();
		});
	});

/** A connection that falls idle while the server closes would be kept for its keep-alive time. */
function closeIdleWhileClosing(server: Server): void {
	server.on('request', (_request, response) => {
		response.once('close', () => {
			if (!server.listening) setImmediate(() => server.closeIdleConnections());
		});
	});
}

/**
 * Connections on which no request ever began: Node counts them as busy, so `closeIdleConnections`
 * leaves them, and a browser's or fetch's spare connection would hold up the close.
 */
function watchUnused(server: Server): ReadonlySet<Socket> {
	const unused = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		unused.add(socket);
		socket.once('close', () => unused.delete(socket));
	});
	server.on('request', ({ socket }) => unused.delete(socket));
	return unused;
}

async function closeServer(
	server: Server,
	unused: ReadonlySet<Socket>,
	options: HttpServerOptions,
): Promise<void> {
	const { streams = [], clock = systemClock, drainMs = DRAIN_MS } = options;
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	const cancel = clock.after(drainMs, () => server.closeAllConnections());
	await Promise.all(streams.map(async (stream) => stream.close()));
	server.closeIdleConnections();
	for (const socket of unused) socket.destroy();
	await closed;
	cancel();
}

const urlOf = (host: string, port: number): string => {
	const shown = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host;
	return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
};

/**
 * Starts to listen.
 *
 * @throws an Error that says what to do when the port is taken or the address is not ours.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
	const server = createServer(options.app);
	limit(server);
	closeIdleWhileClosing(server);
	const unused = watchUnused(server);
	await listen(server, options.host, options.port);
	const { port } = server.address() as AddressInfo;
	let closing: Promise<void> | undefined;
	return {
		url: urlOf(options.host, port),
		port,
		close: () => (closing ??= closeServer(server, unused, options)),
	};
}
