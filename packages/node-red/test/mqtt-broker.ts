import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { Aedes, type Subscription } from 'aedes';

/** An MQTT broker on a free port, as `mqtt in` nodes know it. */
export class MqttBroker implements AsyncDisposable {
	readonly #aedes: Aedes;
	readonly #server: Server;
	/** Those that are there, by their patterns. */
	readonly #subscribed = new Set<string>();

	private constructor(aedes: Aedes, server: Server) {
		this.#aedes = aedes;
		this.#server = server;
		aedes.on('subscribe', (subscriptions: Subscription[]) => {
			for (const { topic } of subscriptions) this.#subscribed.add(topic);
		});
	}

	static async open(): Promise<MqttBroker> {
		const aedes = await Aedes.createBroker();
		const server = createServer((socket) => void aedes.handle(socket)).listen(0, '127.0.0.1');
		await once(server, 'listening');
		return new MqttBroker(aedes, server);
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** Waits until somebody has subscribed to this pattern, unless it is so already. */
	async hears(pattern: string): Promise<void> {
		while (!this.#subscribed.has(pattern)) await once(this.#aedes, 'subscribe');
	}

	/** What a sensor does. */
	publish(topic: string, payload: string): Promise<void> {
		const packet = { cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false } as const;
		return new Promise((resolve, reject) => {
			this.#aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
		});
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await new Promise<void>((resolve) => this.#aedes.close(resolve));
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
