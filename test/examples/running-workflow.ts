import { randomUUID } from 'node:crypto';
import { ExecutionLifecycleHooks, HookContext, WebhookContext, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Node,
	Workflow,
	type IHookFunctions,
	type IN8nHttpFullResponse,
	type INode,
	type INodeExecutionData,
	type INodeTypes,
	type IRun,
	type IWebhookDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import type { Engine } from '../n8n/engine.ts';
import type { Answer } from './answer.ts';
import type { Example } from './example.ts';
import type { Request } from './request.ts';

/** A run of the workflow. */
export interface Execution {
	id: string;
	run: Promise<IRun>;
	/** What Respond to Webhook answered; null when the run ended without. */
	response: Promise<IN8nHttpFullResponse | null>;
}

export interface WebhookCall {
	node: INode;
	webhook: IWebhookDescription;
	request: Request;
	answer: Answer;
	/** The run that waits for this call. */
	waiting?: { id: string; run: IRun };
}

/** A workflow in n8n's engine, as n8n holds one that is active. */
export class RunningWorkflow {
	readonly workflow: Workflow;
	readonly executions: Execution[] = [];
	readonly #engine: Engine;

	constructor(engine: Engine, nodeTypes: INodeTypes, example: Example) {
		const { name, nodes, connections, settings } = example;
		this.#engine = engine;
		this.workflow = new Workflow({
			id: randomUUID(),
			name,
			nodes,
			connections,
			active: true,
			nodeTypes,
			settings,
			staticData: {},
		});
	}

	get nodes(): INode[] {
		return Object.values(this.workflow.nodes).filter(({ disabled }) => !disabled);
	}

	webhooksOf({ type, typeVersion }: INode): IWebhookDescription[] {
		return (
			this.workflow.nodeTypes.getByNameAndVersion(type, typeVersion).description.webhooks ?? []
		);
	}

	/** A field of a webhook's description, which may be an expression. */
	valueOf(node: INode, value: unknown): unknown {
		return this.workflow.expression.getSimpleParameterValue(node, value as string, 'internal', {
			$webhookId: node.webhookId,
		});
	}

	/** Has the triggers register themselves, or take that back. */
	async hook(method: 'create' | 'delete'): Promise<void> {
		for (const node of this.nodes) {
			const { type, typeVersion } = node;
			const hooks = this.workflow.nodeTypes.getByNameAndVersion(type, typeVersion).webhookMethods;
			const call = hooks?.['default']?.[method];
			if (!call) continue;
			const additional = this.#engine.additionalData();
			const context = new HookContext(this.workflow, node, additional, 'trigger', 'activate', {
				node: node.name,
				httpMethod: 'POST',
				path: String(node.webhookId),
				webhookDescription: this.webhooksOf(node)[0]!,
				workflowId: this.workflow.id,
				workflowExecuteAdditionalData: additional,
			});
			await call.call(context as IHookFunctions);
		}
	}

	async webhook(call: WebhookCall): Promise<IWebhookResponseData> {
		const { node, webhook, request, answer, waiting } = call;
		const additional = this.#engine.additionalData({
			httpRequest: request as never,
			httpResponse: answer as never,
			...(waiting && { executionId: waiting.id }),
		});
		const context = new WebhookContext(
			this.workflow,
			node,
			additional,
			'webhook',
			{ node: node.name, webhookDescription: webhook } as never,
			[],
			waiting?.run.data ?? null,
		);
		const { type, typeVersion } = node;
		const nodeType = this.workflow.nodeTypes.getByNameAndVersion(type, typeVersion);
		// Of n8n's own nodes, some are of another kind, which gets its context as an argument.
		if (nodeType instanceof Node) return await nodeType.webhook!(context as IWebhookFunctions);
		return await nodeType.webhook!.call(context as IWebhookFunctions);
	}

	/** Runs it with what a trigger gives: "Execute workflow" gives one empty item. */
	start(node: INode, items: INodeExecutionData[][] = [[{ json: {} }]]): Execution {
		const id = randomUUID();
		const { additional, response, giveUp } = this.#executionData(id);
		const data = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node, data: { main: items }, source: null }] },
		});
		const run = new WorkflowExecute(additional, 'webhook', data)
			.processRunExecutionData(this.workflow)
			.finally(giveUp);
		const execution = { id, run, response };
		this.executions.push(execution);
		return execution;
	}

	#executionData(executionId: string) {
		const { promise: response, resolve } = Promise.withResolvers<IN8nHttpFullResponse | null>();
		const hooks = new ExecutionLifecycleHooks('webhook', executionId, {
			id: this.workflow.id,
			name: this.workflow.name ?? '',
			nodes: this.nodes,
			connections: this.workflow.connectionsBySourceNode,
			active: true,
		} as never);
		hooks.addHandler('sendResponse', (answer) => resolve(answer as IN8nHttpFullResponse));
		const additional: IWorkflowExecuteAdditionalData = this.#engine.additionalData({
			executionId,
			hooks,
		});
		return { additional, response, giveUp: () => resolve(null) };
	}
}
