import type { Phone } from '@waypost/sandbox';
import type { IDataObject, IRun } from 'n8n-workflow';
import type { LinkedSession, World } from '../../packages/daemon/test/world.ts';
import { N8nWorld } from '../n8n/n8n-world.ts';
import { BUILT_IN_PACKAGES } from './built-in-packages.ts';
import { chooseCredentials, loadExample, type Example } from './example.ts';
import { N8nServer } from './n8n-server.ts';
import type { RunningWorkflow } from './running-workflow.ts';

/** n8n with its own nodes beside ours, a daemon, and a sandbox with phones. */
export class ExamplesWorld implements AsyncDisposable {
	readonly #world: N8nWorld;
	readonly n8n: N8nServer;

	private constructor(world: N8nWorld, n8n: N8nServer) {
		this.#world = world;
		this.n8n = n8n;
	}

	static async start(): Promise<ExamplesWorld> {
		const world = await N8nWorld.start({}, ...BUILT_IN_PACKAGES);
		return new ExamplesWorld(world, await N8nServer.start(world.engine));
	}

	get waypost(): World {
		return this.#world.waypost;
	}

	get nodeTypes() {
		return this.#world.engine.nodeTypes;
	}

	/** The session that the examples send from. */
	salesSession(): Promise<LinkedSession> {
		return this.waypost.linkedSession('sales');
	}

	ben(): Promise<Phone> {
		return this.waypost.ben();
	}

	/** What a user stores under Credentials. */
	storeCredential(type: string, data: IDataObject): void {
		this.#world.engine.credentials.store(type, data as never);
	}

	/** A workflow after "Import from File", with the credentials chosen. */
	importFile(name: string): Example {
		const example = loadExample(name);
		chooseCredentials(example);
		return example;
	}

	/** "Execute workflow". */
	async execute(workflow: RunningWorkflow, trigger: string, item: IDataObject = {}): Promise<IRun> {
		return await workflow.start(workflow.workflow.getNode(trigger)!, [[{ json: item }]]).run;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.n8n[Symbol.asyncDispose]();
		await this.#world[Symbol.asyncDispose]();
	}
}

/** What a node gave in its last run. */
export function outputOf({ data }: IRun, node: string): IDataObject | undefined {
	return data.resultData.runData[node]?.at(-1)?.data?.['main']?.flat()[0]?.json;
}
