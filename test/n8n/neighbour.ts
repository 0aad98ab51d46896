import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { generate } from 'selfsigned';

/** A server that is not the daemon, on a free port of this machine. */
export interface Neighbour extends AsyncDisposable {
	url: string;
}

/** Answers by HTTP. */
export const neighbour = (listener: RequestListener): Promise<Neighbour> =>
	listen(createServer(listener), 'http');

/** Answers by HTTPS with a certificate that nobody signed but itself. */
export async function tlsNeighbour(listener: RequestListener): Promise<Neighbour> {
	const made = await generate([{ name: 'commonName', value: 'localhost' }], {
		keyType: 'ec',
		extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
	});
	return listen(createTlsServer({ key: made.private, cert: made.cert }, listener), 'https');
}

/** Answers everything with this. */
export const answering =
	(status: number, body: object | string): RequestListener =>
	(_request, response) => {
		const isText = typeof body === 'string';
		response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json' });
		response.end(isText ? body : JSON.stringify(body));
	};

async function listen(server: Server, scheme: string): Promise<Neighbour> {
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	return {
		url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async [Symbol.asyncDispose]() {
			await new Promise((closed) => server.close(closed));
		},
	};
}
