import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Container } from '@n8n/di';
import { InstanceSettings, validateUrlSignature, WAITING_TOKEN_QUERY_PARAM } from 'n8n-core';
import type { INodeExecutionData, IRun, Workflow } from 'n8n-workflow';
import type { Engine } from './engine.ts';
import { resultOf, type NodeRun, type OwnRun } from './node-run.ts';
import { callWebhook } from './webhook-calls.ts';

interface Held {
	workflow: Workflow;
	run: IRun;
	resumed: PromiseWithResolvers<NodeRun>;
}

/**
 * n8n's waiting executions: what its `waiting-webhooks.js` and `wait-tracker.js` do with its database,
 * here in memory, with an HTTP server of its own for the resume URLs.
 */
export class WaitingExecutions implements AsyncDisposable {
	readonly #engine: Engine;
	readonly #server: Server;
	readonly #held = new Map<string, Held>();
	/** Whether n8n can go on with executions now. */
	canGoOn = true;
	/** Status codes of its answers. */
	readonly answers: number[] = [];

	private constructor(engine: Engine) {
		this.#engine = engine;
		this.#server = createServer((request, response) => void this.#answer(request, response));
	}

	static async start(engine: Engine): Promise<WaitingExecutions> {
		const waiting = new WaitingExecutions(engine);
		await new Promise<void>((resolve) => waiting.#server.listen(0, '127.0.0.1', resolve));
		engine.url = `http://127.0.0.1:${(waiting.#server.address() as AddressInfo).port}`;
		return waiting;
	}

	/** Keeps an execution that waits. Resolves when its resume URL was called and it has run on. */
	hold({ workflow, run, executionId }: OwnRun): Promise<NodeRun> {
		if (run.status !== 'waiting') throw new Error(`The execution is ${run.status}, not waiting.`);
		const resumed = Promise.withResolvers<NodeRun>();
		this.#held.set(executionId, { workflow, run, resumed });
		return resumed.promise;
	}

	/** Goes on as n8n does when the time is up. */
	async timeOut({ workflow, run, executionId }: OwnRun): Promise<NodeRun> {
		this.#held.delete(executionId);
		const { fresh, stored } = this.#load(workflow, run);
		return resultOf(await this.#engine.goOn(fresh, stored, executionId));
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', this.#engine.url);
		const [, , executionId = '', suffix] = url.pathname.split('/');
		const rawBody = await buffer(request);
		const held = this.#held.get(executionId);
		const status = await this.#resume(held, { url, executionId, suffix, rawBody }).catch(
			(cause: unknown) => {
				held?.resumed.reject(cause);
				return 500;
			},
		);
		this.answers.push(status);
		response.writeHead(status).end();
	}

	async #resume(
		held: Held | undefined,
		call: { url: URL; executionId: string; suffix: string | undefined; rawBody: Buffer },
	): Promise<number> {
		const { url, executionId, suffix, rawBody } = call;
		if (!held) return 409;
		if (!isSigned(url)) return 401;
		if (suffix !== held.workflow.getNode('Node')?.id) return 404;
		const { fresh, stored } = this.#load(held.workflow, held.run);
		const query = Object.fromEntries(url.searchParams);
		const { result } = await callWebhook(this.#engine, fresh, {
			...{ headers: {}, rawBody, query, executionId },
		});
		if (result.workflowData === undefined) return 200;
		if (!this.canGoOn) return 500;
		this.#held.delete(executionId);
		handOver(stored, result.workflowData);
		// n8n answers before it runs on.
		void this.#engine
			.goOn(fresh, stored, executionId)
			.then((run) => held.resumed.resolve(resultOf(run)), held.resumed.reject);
		return 200;
	}

	/** As from the database. */
	#load(workflow: Workflow, run: IRun): { fresh: Workflow; stored: IRun } {
		const nodes = structuredClone(Object.values(workflow.nodes));
		return {
			fresh: this.#engine.workflow(nodes, workflow.connectionsBySourceNode),
			stored: { ...run, data: structuredClone(run.data) },
		};
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}

function isSigned(url: URL): boolean {
	const signature = url.searchParams.get(WAITING_TOKEN_QUERY_PARAM) ?? '';
	const { hmacSignatureSecret } = Container.get(InstanceSettings);
	return validateUrlSignature(signature, url, hmacSignatureSecret);
}

/** What the webhook gave becomes what the waiting node puts out. */
function handOver({ data }: IRun, workflowData: INodeExecutionData[][]): void {
	const [entry] = data.executionData!.nodeExecutionStack;
	delete data.waitTill;
	data.resultData.runData[data.resultData.lastNodeExecuted!]!.pop();
	entry!.node.disabled = true;
	entry!.data['main'] = workflowData;
	entry!.metadata = { ...entry!.metadata, forwardAllOutputs: true };
}
