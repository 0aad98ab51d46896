import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import {
	ExecutionLifecycleHooks,
	LazyPackageDirectoryLoader,
	WorkflowExecute,
	type PackageDirectoryLoader,
} from 'n8n-core';
import {
	createRunExecutionData,
	NodeHelpers,
	Workflow,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IVersionedNodeType,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { keepBinariesInMemory } from './binary-data.ts';
import { resultOf, type OwnRun } from './node-run.ts';
import { StoredCredentials } from './stored-credentials.ts';

export const PACKAGE = 'n8n-nodes-waypost';
const ITEMS = 'test.items';

export interface RunOptions {
	items?: INodeExecutionData[];
	node?: Partial<INode>;
	/** One is made when absent; the same one again stands for what n8n itself repeats. */
	executionId?: string;
	/** When n8n stored the execution, in milliseconds since 1970; now when absent. */
	beganAt?: number;
	/** Of the workflow. */
	timezone?: string;
}

/** Hands its items to the next node, in place of whatever comes before it in a real workflow. */
const itemsNode = (items: INodeExecutionData[]): INodeType => ({
	description: {
		displayName: 'Items',
		name: 'items',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: { name: 'Items' },
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	execute: async () => [items],
});

/**
 * n8n's own engine (n8n-core), with the nodes of a built package loaded from its `dist`, as n8n loads
 * an installed one. What n8n keeps in its database (credentials, static data) is in memory here.
 */
export class Engine {
	readonly loaders: readonly PackageDirectoryLoader[];
	readonly credentials: StoredCredentials;
	readonly nodeTypes: INodeTypes;
	/** Where n8n's own HTTP server is reached. */
	url = 'http://127.0.0.1:5678';
	#items: INodeExecutionData[] = [{ json: {} }];
	readonly #testTypes = new Map<string, INodeType>();

	private constructor(loaders: PackageDirectoryLoader[]) {
		this.loaders = loaders;
		this.credentials = new StoredCredentials(loaders);
		const find = (type: string) => this.#find(type);
		this.nodeTypes = {
			getByName: find,
			getByNameAndVersion: (type, version) => NodeHelpers.getVersionedNodeType(find(type), version),
			getKnownTypes: () => ({}),
		};
	}

	/** @param directories - of packages, each with its package.json. */
	static async start(...directories: string[]): Promise<Engine> {
		// Reads the files of n8n's own nodes only when they are used; of ours, always all.
		const loaders = directories.map((directory) => new LazyPackageDirectoryLoader(directory));
		for (const loader of loaders) await loader.loadAll();
		await keepBinariesInMemory();
		return new Engine(loaders);
	}

	#find(type: string): INodeType | IVersionedNodeType {
		if (type === ITEMS) return itemsNode(this.#items);
		const own = this.#testTypes.get(type);
		if (own) return own;
		const dot = type.lastIndexOf('.');
		const loader = this.loaders.find(({ packageName }) => packageName === type.slice(0, dot));
		if (!loader) throw new Error(`No package of the node type ${type} is loaded.`);
		return loader.getNode(type.slice(dot + 1)).type;
	}

	/** A node that stands for one of n8n's own. */
	addNodeType(name: string, type: INodeType): void {
		this.#testTypes.set(name, type);
	}

	/** A node that hands items to the next one. */
	itemsNode(items: INodeExecutionData[] = [{ json: {} }]): INode {
		this.#items = items;
		return { ...this.node('items'), id: 'items', name: 'Items', type: ITEMS, credentials: {} };
	}

	nodeType(name: string): INodeType {
		return this.nodeTypes.getByNameAndVersion(`${PACKAGE}.${name}`);
	}

	node(name: string, parameters: INodeParameters = {}, more: Partial<INode> = {}): INode {
		return {
			id: 'node-under-test',
			name: 'Node',
			type: `${PACKAGE}.${name}`,
			typeVersion: 1,
			position: [0, 0],
			parameters,
			webhookId: 'd6f5e3a0-0000-4000-8000-000000000001',
			credentials: { waypostApi: { id: '1', name: 'Waypost' } },
			...more,
		};
	}

	workflow(
		nodes: INode[],
		connections: IConnections = {},
		staticData: IDataObject = {},
		settings: IWorkflowSettings = {},
	): Workflow {
		return new Workflow({
			id: 'workflow-1',
			name: 'test',
			nodes,
			connections,
			active: true,
			nodeTypes: this.nodeTypes,
			settings: { executionOrder: 'v1', ...settings },
			staticData,
		});
	}

	/** What n8n hands to everything it runs. */
	additionalData(
		more: Partial<IWorkflowExecuteAdditionalData> = {},
	): IWorkflowExecuteAdditionalData {
		const base = this.url;
		return {
			credentialsHelper: this.credentials,
			currentNodeExecutionIndex: 0,
			variables: {},
			restApiUrl: '',
			instanceBaseUrl: `${base}/`,
			webhookBaseUrl: `${base}/webhook`,
			webhookTestBaseUrl: `${base}/webhook-test`,
			webhookWaitingBaseUrl: `${base}/webhook-waiting`,
			formWaitingBaseUrl: `${base}/form-waiting`,
			logAiEvent: () => undefined,
			setExecutionStatus: () => undefined,
			...more,
		} as unknown as IWorkflowExecuteAdditionalData;
	}

	/** Runs a workflow from its start, as "Execute workflow" does. */
	async execute(
		workflow: Workflow,
		startNode: string,
		executionId: string = randomUUID(),
		beganAt = Date.now(),
	): Promise<IRun> {
		const mode = 'manual';
		const node = workflow.getNode(startNode)!;
		const data = createRunExecutionData({
			executionData: {
				nodeExecutionStack: [{ node, data: { main: [[{ json: {} }]] }, source: null }],
				runtimeData: { version: 1, establishedAt: beganAt, source: mode },
			},
		});
		const additional = this.#executionData(workflow, executionId, mode);
		return await new WorkflowExecute(additional, mode, data).processRunExecutionData(workflow);
	}

	/** Goes on with a run that was put to wait. */
	async goOn(workflow: Workflow, { data, mode }: IRun, executionId: string): Promise<IRun> {
		const additional = this.#executionData(workflow, executionId, mode);
		return await new WorkflowExecute(additional, mode, data).processRunExecutionData(workflow);
	}

	#executionData(
		workflow: Workflow,
		executionId: string,
		mode: WorkflowExecuteMode,
	): IWorkflowExecuteAdditionalData {
		const data = this.additionalData({ executionId });
		data.hooks = new ExecutionLifecycleHooks(mode, executionId, {
			id: workflow.id,
			name: workflow.name ?? '',
			nodes: Object.values(workflow.nodes),
			connections: workflow.connectionsBySourceNode,
			active: true,
			createdAt: new Date(),
			updatedAt: new Date(),
		} as never);
		return data;
	}

	/** Runs one node with some items. */
	async run(name: string, parameters: INodeParameters, options: RunOptions = {}): Promise<OwnRun> {
		const { items, node, executionId = randomUUID(), beganAt, timezone } = options;
		const workflow = this.workflow(
			[this.itemsNode(items), this.node(name, parameters, node)],
			{ Items: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
			{},
			timezone === undefined ? {} : { timezone },
		);
		const run = await this.execute(workflow, 'Items', executionId, beganAt);
		return { ...resultOf(run), workflow, executionId };
	}
}
