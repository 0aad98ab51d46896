import { join } from 'node:path';
import type { CreatedApiKey } from '@waypost/contract';
import { World, type WorldOptions } from '../../packages/daemon/test/world.ts';
import { Engine } from './engine.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A daemon, a sandbox, and n8n's engine with this package and a key of the automation preset. */
export class N8nWorld implements AsyncDisposable {
	readonly waypost: World;
	readonly engine: Engine;
	readonly apiKey: string;

	private constructor(waypost: World, engine: Engine, apiKey: string) {
		this.waypost = waypost;
		this.engine = engine;
		this.apiKey = apiKey;
	}

	/** @param packages - directories of further packages with nodes. */
	static async start(options: WorldOptions = {}, ...packages: string[]): Promise<N8nWorld> {
		const waypost = await World.start(options);
		const engine = await Engine.start(ROOT, ...packages);
		const { body } = await waypost.call<CreatedApiKey>('POST', '/v1/keys', {
			json: { name: 'n8n', preset: 'automation' },
		});
		engine.credentials.store('waypostApi', { baseUrl: waypost.daemon.url, apiKey: body.key });
		return new N8nWorld(waypost, engine, body.key);
	}

	/** Has the credential lead somewhere else, such as to a proxy before the daemon. */
	connectTo(baseUrl: string): void {
		this.engine.credentials.store('waypostApi', { baseUrl, apiKey: this.apiKey });
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.waypost[Symbol.asyncDispose]();
	}
}
