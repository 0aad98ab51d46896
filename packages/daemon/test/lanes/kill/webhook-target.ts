import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** Somebody's program that takes webhooks, and lives on while the daemon is killed. */
export class WebhookTarget {
	readonly #server: Server;
	/** For each event the `webhook-id`s it came with. */
	readonly idsOf = new Map<string, Set<string>>();

	private constructor() {
		this.#server = createServer((request, response) => {
			let body = '';
			request.setEncoding('utf8').on('data', (text: string) => (body += text));
			request.on('end', () => {
				this.#take(body, String(request.headers['webhook-id']));
				response.writeHead(204).end();
			});
		});
	}

	static async listen(): Promise<WebhookTarget> {
		const target = new WebhookTarget();
		target.#server.listen(0, '127.0.0.1');
		await once(target.#server, 'listening');
		return target;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
	}

	async close(): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, 'close');
	}

	#take(body: string, webhookId: string): void {
		const { id } = JSON.parse(body) as { id: string };
		const known = this.idsOf.get(id) ?? new Set();
		this.idsOf.set(id, known.add(webhookId));
	}
}
