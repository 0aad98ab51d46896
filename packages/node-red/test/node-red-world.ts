import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { CreatedApiKey } from '@waypost/contract';
import type { Node, NodeAPI, NodeMessageInFlow, NodeStatus } from 'node-red';
import type helperModule from 'node-red-node-test-helper';
import { World, type WorldOptions } from '../../daemon/test/world.ts';
import { coreNodes } from './core-nodes.ts';
import { PACKAGE } from './installation.ts';

declare global {
	var requireNative: NodeJS.Require;
	var toNative: <T>(value: T) => T;
}

const helper = globalThis.requireNative('node-red-node-test-helper') as typeof helperModule;
const NODES = join(PACKAGE, 'dist/nodes');

/** A node of a flow, as Node-RED stores it. */
export interface FlowNode {
	id: string;
	type: string;
	[property: string]: unknown;
}

export type Received = NodeMessageInFlow & Record<string, unknown>;

/** What a test looks at under a node: `red ring not linked`. */
export const lookOf = ({ fill, shape, text }: NodeStatus): string =>
	text === undefined ? 'nothing' : `${fill} ${shape} ${text}`;

/** A daemon, a sandbox, and Node-RED with this package and a key of the automation preset. */
export class NodeRedWorld implements AsyncDisposable {
	readonly waypost: World;
	readonly apiKey: string;
	/** Emits `status:ID` with a look, for each node. */
	readonly #signals = new EventEmitter().setMaxListeners(0);
	readonly #statuses = new Map<string, string[]>();
	#httpNode: RequestListener | null = null;
	#credentials: Record<string, { apiKey: string }> = {};

	private constructor(waypost: World, apiKey: string) {
		this.waypost = waypost;
		this.apiKey = apiKey;
		nodeRedEvents().on('node-status', this.#noteStatus);
	}

	static async start(options: WorldOptions = {}): Promise<NodeRedWorld> {
		const waypost = await World.start(options);
		const { body } = await waypost.call<CreatedApiKey>('POST', '/v1/keys', {
			json: { name: 'node-red', preset: 'automation' },
		});
		await startServer();
		return new NodeRedWorld(waypost, body.key);
	}

	/** A config node for the daemon of this world. */
	config(id = 'config', url = this.waypost.daemon.url): FlowNode {
		this.#credentials[id] ??= { apiKey: this.apiKey };
		return { id, type: 'waypost-config', name: '', url };
	}

	useKey(apiKey: string, id = 'config'): void {
		this.#credentials[id] = { apiKey };
	}

	/** Starts Node-RED with a flow. Nodes of type `helper` collect what they receive. */
	async load(...flow: FlowNode[]): Promise<void> {
		const types = new Set(flow.map(({ type }) => type));
		const ours = [...types].filter((type) => type.startsWith('waypost-'));
		const { flows, credentials } = this.#stored(flow);
		const noteApp = (RED: NodeAPI) => void (this.#httpNode = RED.httpNode);
		const functions = [noteApp, ...coreNodes(types), ...ours.map(nodeFunction)];
		await helper.load(functions as ((RED: NodeAPI) => void)[], flows, credentials);
	}

	/** What answers at the addresses of `http in` nodes. */
	get httpNode(): RequestListener {
		return this.#httpNode!;
	}

	/** Stops Node-RED alone; `load` starts it again, with nothing left in its memory. */
	async stopNodeRed(): Promise<void> {
		await helper.unload();
		this.#statuses.clear();
	}

	/** The folder in which Node-RED keeps what is to outlive it. */
	useUserDir(userDir: string): void {
		helper.settings({ userDir });
	}

	/** What the Deploy button does; `nodes` restarts only what changed. */
	async deploy(type: 'full' | 'nodes', ...flow: FlowNode[]): Promise<void> {
		const { flows, credentials } = this.#stored(flow);
		// Not by the helper's setFlows, which gives a busy machine 0.3 s to start them.
		const isStarted = once(nodeRedEvents(), 'flows:started');
		await runtimeNodes().setFlows(flows, credentials, type);
		await isStarted;
	}

	node(id: string): Node {
		return helper.getNode(id);
	}

	/** Hands a message to a node. */
	receive(id: string, msg: object): void {
		this.node(id).receive(msg as never);
	}

	/** The next message that reaches a node of type `helper`, `catch` or `complete`. */
	nextMessage(id: string): Promise<Received> {
		return new Promise((resolve) => this.node(id).once('input', (msg) => resolve(msg as Received)));
	}

	/** The next messages that reach a node, as many as asked for. */
	nextMessages(id: string, count: number): Promise<Received[]> {
		const messages: Received[] = [];
		return new Promise((resolve) => {
			this.node(id).on('input', (msg) => {
				if (messages.push(msg) === count) resolve(messages);
			});
		});
	}

	/** Hands a message to a node and waits for what comes out at another; fails when the node does. */
	async exchange(id: string, msg: object, at = 'out'): Promise<Received> {
		const next = this.nextMessage(at);
		const failed = new Promise<never>((_, reject) => {
			if (at !== 'caught') this.node(id).once('call:error', (call) => reject(errorOf(call)));
		});
		this.receive(id, msg);
		return Promise.race([next, failed]);
	}

	/** The next warning of a node. */
	nextWarning(id: string): Promise<string> {
		return new Promise((resolve) => {
			this.node(id).once('call:warn', (call) => resolve((call as { args: [string] }).args[0]));
		});
	}

	/** All that was shown under a node so far. */
	looks(id: string): readonly string[] {
		return this.#statuses.get(id) ?? [];
	}

	/** Waits until a node shows this, unless it does already. */
	async shows(id: string, look: string): Promise<void> {
		const signal = AbortSignal.timeout(20_000);
		while (this.looks(id).at(-1) !== look) {
			await once(this.#signals, `status:${id}`, { signal }).catch(() => {
				throw new Error(`"${id}" never showed "${look}", only: ${this.looks(id).join(', ')}`);
			});
		}
	}

	/** A request of the editor. */
	async admin(method: 'get' | 'post', path: string, body?: object) {
		const request = helper.request()[method](path);
		const answer: unknown = await (body ? request.send(body) : request);
		return answer as {
			status: number;
			headers: Record<string, string>;
			body: Record<string, unknown>;
		};
	}

	/** A form that any web page may send there. */
	async adminForm(path: string, values: string): Promise<{ status: number }> {
		return helper.request().post(path).type('form').send(values);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await helper.unload();
		nodeRedEvents().off('node-status', this.#noteStatus);
		await this.waypost[Symbol.asyncDispose]();
		await new Promise<void>((resolve) => helper.stopServer(resolve));
	}

	#stored(flow: readonly FlowNode[]) {
		return toNative({ flows: withTab(flow), credentials: this.#credentials });
	}

	readonly #noteStatus = ({ id, status }: { id: string; status?: NodeStatus }): void => {
		// Node-RED clears the status of a node that was deleted.
		if (!status) return;
		this.#statuses.set(id, [...this.looks(id), lookOf(status)]);
		this.#signals.emit(`status:${id}`);
	};
}

/** Sets a variable of Node-RED's environment: that of jest's world is a copy. */
export const setEnvironment = (name: string, value: string): void => {
	(globalThis.requireNative('node:process') as NodeJS.Process).env[name] = value;
};

const errorOf = (call: unknown): Error => (call as { args: [Error] }).args[0];

/** Nodes need a place on a tab: without one Node-RED takes them for config nodes. */
const withTab = (flow: readonly FlowNode[]): FlowNode[] => [
	{ id: 'tab', type: 'tab', label: 'Test' },
	...flow.map((node) =>
		['tab', 'waypost-config'].includes(node.type) ? node : { z: 'tab', x: 0, y: 0, ...node },
	),
];

const startServer = (): Promise<void> =>
	new Promise((resolve) => helper.startServer(() => resolve()));

interface RuntimeNodes {
	setFlows(flows: unknown, credentials: unknown, type: string): Promise<void>;
}

const runtimeNodes = (): RuntimeNodes =>
	globalThis.requireNative('@node-red/runtime/lib/nodes') as RuntimeNodes;

const nodeRedEvents = (): EventEmitter =>
	(globalThis.requireNative('@node-red/util') as { events: EventEmitter }).events;

/** A built node. The helper has no translations: texts are read as Node-RED reads them. */
function nodeFunction(type: string): (RED: NodeAPI) => void {
	const register = globalThis.requireNative(join(NODES, `${type}.js`)) as (RED: NodeAPI) => void;
	return (RED) => {
		RED._ = (key: string, values: Record<string, unknown> = {}) => textOf(key, values);
		register(RED);
	};
}

function textOf(key: string, values: Record<string, unknown>): string {
	if (!key.startsWith('node-red-contrib-waypost/')) return key;
	const [namespace = '', path = ''] = key.split(':');
	const file = join(NODES, 'locales/en-US', `${namespace.split('/')[1]}.json`);
	let at: unknown = JSON.parse(readFileSync(file, 'utf8'));
	for (const part of path.split('.')) at = (at as Record<string, unknown> | undefined)?.[part];
	if (typeof at !== 'string') return (values['defaultValue'] as string | undefined) ?? key;
	return at.replace(/__(\w+?)__/g, (_, name: string) => String(values[name]));
}
