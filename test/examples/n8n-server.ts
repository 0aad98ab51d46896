import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeHelpers, type INode, type IRun, type IWebhookDescription } from 'n8n-workflow';
import type { Engine } from '../n8n/engine.ts';
import { toAnswer, type Answer } from './answer.ts';
import type { Example } from './example.ts';
import { readRequest, type Request } from './request.ts';
import { RunningWorkflow, type Execution } from './running-workflow.ts';
import { withTools } from './tool-node-types.ts';

interface Route {
	workflow: RunningWorkflow;
	node: INode;
	webhook: IWebhookDescription;
}

/**
 * What n8n puts around its engine, as far as the examples need it: addresses for webhooks and forms,
 * and runs that begin with what comes in there.
 */
export class N8nServer implements AsyncDisposable {
	readonly #engine: Engine;
	readonly #server: Server;
	readonly #routes = new Map<string, Route>();
	readonly #active: RunningWorkflow[] = [];

	private constructor(engine: Engine) {
		this.#engine = engine;
		this.#server = createServer((request, response) => void this.#serve(request, response));
	}

	static async start(engine: Engine): Promise<N8nServer> {
		const n8n = new N8nServer(engine);
		await new Promise<void>((resolve) => n8n.#server.listen(0, '127.0.0.1', resolve));
		engine.url = n8n.url;
		return n8n;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** The switch in the editor: from now on its triggers start it. */
	async activate(example: Example): Promise<RunningWorkflow> {
		const workflow = this.open(example);
		for (const node of workflow.nodes) this.#addRoutes(workflow, node);
		this.#active.push(workflow);
		await workflow.hook('create');
		return workflow;
	}

	/** In the editor, to be run by hand. */
	open(example: Example): RunningWorkflow {
		return new RunningWorkflow(this.#engine, withTools(this.#engine.nodeTypes), example);
	}

	/** The address that the editor shows for a trigger. */
	urlOf({ workflow }: RunningWorkflow, name: string): string {
		const node = workflow.getNode(name);
		for (const [key, route] of this.#routes) {
			if (route.node === node) return this.url + key.slice(key.indexOf(' ') + 1);
		}
		throw new Error(`"${name}" has no address.`);
	}

	#addRoutes(workflow: RunningWorkflow, node: INode): void {
		for (const webhook of workflow.webhooksOf(node)) {
			if (webhook.restartWebhook) continue;
			const path = NodeHelpers.getNodeWebhookPath(
				workflow.workflow.id,
				node,
				String(workflow.valueOf(node, webhook.path)),
				workflow.valueOf(node, webhook.isFullPath) === true,
			);
			const folder = webhook.nodeType === 'form' ? 'form' : 'webhook';
			const method = String(workflow.valueOf(node, webhook.httpMethod));
			this.#routes.set(`${method} /${folder}/${path}`, { workflow, node, webhook });
		}
	}

	async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const answer = toAnswer(response);
		try {
			const request = await readRequest(incoming);
			const route = this.#routes.get(`${request.method} ${request.path}`);
			if (route) await this.#start(route, request, answer);
			else await this.#goOn(request, answer);
		} catch (error) {
			if (!response.writableEnded) answer.status(500).send(String((error as Error).stack));
		}
	}

	async #start(route: Route, request: Request, answer: Answer): Promise<void> {
		const { workflow, node, webhook } = route;
		const result = await workflow.webhook({ node, webhook, request, answer });
		if (!result.workflowData) {
			if (!result.noWebhookResponse) answer.status(200).send('');
			return;
		}
		const execution = workflow.start(node, result.workflowData);
		if (webhook.nodeType === 'form') {
			answer.json({ formWaitingUrl: `${this.url}/form-waiting/${execution.id}` });
		} else if (workflow.valueOf(node, webhook.responseMode) === 'responseNode') {
			await respond(execution, answer);
		} else {
			answer.status(200).send('');
		}
	}

	/** The page that a form shows next: the one its run waits at. */
	async #goOn(request: Request, answer: Answer): Promise<void> {
		const id = request.path.replace('/form-waiting/', '');
		for (const workflow of this.#active) {
			const execution = workflow.executions.find((candidate) => candidate.id === id);
			if (!execution) continue;
			const run = await execution.run;
			const node = waitingNode(run);
			const webhook = workflow.webhooksOf(node).find(({ httpMethod }) => httpMethod === 'GET')!;
			await workflow.webhook({ node, webhook, request, answer, waiting: { id, run } });
			return;
		}
		answer.status(404).send('Not found');
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const workflow of this.#active) {
			await workflow.hook('delete');
			await Promise.all(workflow.executions.map(({ run }) => run));
		}
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}

async function respond({ response, run }: Execution, answer: Answer): Promise<void> {
	const given = await response;
	if (given) answer.status(given.statusCode ?? 200).json(given.body);
	else throw (await run).data.resultData.error ?? new Error('The run ended without an answer.');
}

function waitingNode({ data }: IRun): INode {
	const next = data.executionData?.nodeExecutionStack[0];
	if (!next) throw new Error(data.resultData.error?.message ?? 'The run does not wait.');
	return next.node;
}
