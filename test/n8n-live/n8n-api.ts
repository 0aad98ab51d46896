import { createRequire } from 'node:module';
import { join } from 'node:path';
import { until } from '../../packages/daemon/test/lanes/until.ts';
import type { NewWorkflow, WorkflowNode } from './workflows.ts';

/** The person who owns this n8n. */
export const OWNER = {
	email: 'owner@example.com',
	password: 'Test-only-1',
	firstName: 'Olga',
	lastName: 'Owner',
};

export interface StoredWorkflow extends NewWorkflow {
	id: string;
	versionId: string;
}

export interface RunError {
	message: string;
	description?: string | null;
	context?: Record<string, unknown>;
}

export interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, { id?: string; mimeType: string; fileName?: string }>;
}

/** What one run of one node left in the execution. */
export interface NodeRun {
	/** Items by output. */
	data?: { main: (Item[] | null)[] };
	error?: RunError;
	hints?: { message: string }[];
}

export interface Execution {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	data: { resultData: { runData: Record<string, NodeRun[]>; error?: RunError } };
}

/** What came of activating a workflow. */
export interface Publication {
	status: string;
	triggers: { nodeId: string; status: string; errorMessage: string | null }[];
}

type Answer = Record<string, unknown> & { data: unknown };

/** n8n's own REST interface, the one its editor uses, as its owner. */
export class N8nApi {
	readonly #url: string;
	readonly #parseFlatted: (text: string) => unknown;
	#cookie = '';

	/** @param folder - where n8n is installed: executions are stored in the format of one of its packages. */
	constructor(url: string, folder: string) {
		this.#url = url;
		const { parse } = createRequire(join(folder, 'package.json'))('flatted') as {
			parse: (text: string) => unknown;
		};
		this.#parseFlatted = parse;
	}

	async setUpOwner(): Promise<void> {
		await this.call('POST', '/owner/setup', OWNER);
		await this.logIn();
	}

	async logIn(): Promise<void> {
		const { email, password } = OWNER;
		await this.call('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	async call<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.#url}/rest${path}`, {
			method,
			headers: {
				'content-type': 'application/json',
				// n8n ties the cookie to the browser it was given to.
				'browser-id': 'waypost-live',
				cookie: this.#cookie,
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(60_000),
		});
		const cookie = response.headers.getSetCookie().find((each) => each.startsWith('n8n-auth='));
		if (cookie) this.#cookie = cookie.split(';')[0]!;
		const text = await response.text();
		if (!response.ok) throw new Error(`n8n: ${method} ${path}: ${response.status} ${text}`);
		return (JSON.parse(text) as Answer).data as T;
	}

	createCredential(name: string, data: object): Promise<{ id: string; name: string }> {
		return this.call('POST', '/credentials', { name, type: 'waypostApi', data });
	}

	/** "Test" in the window of a credential. */
	testCredential(data: object): Promise<{ status: string; message: string }> {
		const credentials = { id: '', name: 'Tested', type: 'waypostApi', data };
		return this.call('POST', '/credentials/test', { credentials });
	}

	/** The types of nodes of this package that n8n knows, without the name of the package. */
	async nodeTypes(): Promise<string[]> {
		const response = await fetch(`${this.#url}/types/nodes.json`, {
			headers: { 'browser-id': 'waypost-live', cookie: this.#cookie },
		});
		const types = (await response.json()) as { name: string }[];
		return types
			.map(({ name }) => name.split('.'))
			.filter(([from]) => from === 'n8n-nodes-waypost')
			.map(([, type]) => type!)
			.sort();
	}

	/** What a list of a node's panel offers. */
	async list(
		methodName: string,
		node: Pick<WorkflowNode, 'type' | 'parameters' | 'credentials'>,
	): Promise<{ name: string; value: string }[]> {
		const { results } = await this.call<{ results: { name: string; value: string }[] }>(
			'POST',
			'/dynamic-node-parameters/resource-locator-results',
			{
				path: 'parameters.list',
				methodName,
				currentNodeParameters: node.parameters,
				nodeTypeAndVersion: { name: node.type, version: 1 },
				credentials: node.credentials,
			},
		);
		return results;
	}

	createWorkflow(workflow: NewWorkflow): Promise<StoredWorkflow> {
		return this.call('POST', '/workflows', workflow);
	}

	/** Publishes a workflow. n8n does it some time after it was asked to; this waits until it has. */
	async activate({ id, versionId }: StoredWorkflow): Promise<Publication> {
		await this.call('POST', `/workflows/${id}/activate`, { versionId });
		let publication: Publication | undefined;
		await until(
			`n8n has activated workflow ${id}`,
			async () => {
				publication = await this.call<Publication>('GET', `/workflows/${id}/publication-status`);
				return !['in_progress', 'not_published'].includes(publication.status);
			},
			30_000,
		);
		return publication!;
	}

	deactivate({ id }: StoredWorkflow): Promise<unknown> {
		return this.call('POST', `/workflows/${id}/deactivate`, {});
	}

	/** "Execute workflow" in the editor. */
	start(
		workflow: StoredWorkflow,
		from: string,
	): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
		return this.call('POST', `/workflows/${workflow.id}/run`, {
			workflowData: workflow,
			triggerToStartFrom: { name: from },
		});
	}

	/** Runs a workflow from its start to its end. */
	async run(workflow: StoredWorkflow, from = 'Start'): Promise<Execution> {
		const { executionId } = await this.start(workflow, from);
		if (executionId === undefined) throw new Error(`n8n did not start ${workflow.name}.`);
		return await this.finished(executionId);
	}

	async execution(id: string): Promise<Execution> {
		const stored = await this.call<Execution & { data: string }>('GET', `/executions/${id}`);
		return { ...stored, data: this.#parseFlatted(stored.data) as Execution['data'] };
	}

	async executionsOf({
		id,
	}: {
		id: string;
	}): Promise<{ id: string; status: string; mode: string }[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const { results } = await this.call<{
			results: { id: string; status: string; mode: string }[];
		}>('GET', `/executions?limit=20&filter=${filter}`);
		return results;
	}

	/** @param isAsWanted - of the status; ended unless said otherwise. */
	async finished(
		id: string,
		isAsWanted = (status: string) => !['new', 'running', 'waiting', 'unknown'].includes(status),
		timeoutMs = 30_000,
	): Promise<Execution> {
		let execution: Execution | undefined;
		await until(
			`execution ${id} is as far as it should be`,
			async () => {
				execution = await this.execution(id);
				return isAsWanted(execution.status);
			},
			timeoutMs,
		);
		return execution!;
	}
}
