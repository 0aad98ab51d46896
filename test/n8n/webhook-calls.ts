import { EventEmitter } from 'node:events';
import { HookContext, WebhookContext } from 'n8n-core';
import type {
	IHookFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { Engine } from './engine.ts';

export interface WebhookRequest {
	headers: Record<string, string>;
	rawBody: Buffer;
	query?: Record<string, string>;
	/** Of an execution that waits for it. */
	executionId?: string;
	/** Of Express; a stand-in when absent. */
	response?: unknown;
	/** False: n8n has only the parsed body. */
	hasRawBody?: boolean;
}

export interface WebhookAnswer {
	result: IWebhookResponseData;
	status: number | undefined;
	body: unknown;
}

/** Calls `checkExists`, `create` or `delete` of a trigger, as activating a workflow does. */
export async function callHook(
	engine: Engine,
	workflow: Workflow,
	method: 'checkExists' | 'create' | 'delete',
	mode: 'trigger' | 'manual' = 'trigger',
): Promise<boolean> {
	const node = workflow.getNode('Node')!;
	const type = engine.nodeTypes.getByNameAndVersion(node.type);
	const additional = engine.additionalData();
	const webhook = {
		node: 'Node',
		httpMethod: 'POST' as const,
		path: node.webhookId!,
		webhookDescription: type.description.webhooks![0]!,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additional,
		isTest: mode === 'manual',
	};
	const activation = mode === 'manual' ? 'manual' : 'activate';
	const context = new HookContext(workflow, node, additional, mode, activation, webhook);
	return await type.webhookMethods!['default']![method].call(context as IHookFunctions);
}

/** Calls a node's webhook as n8n's HTTP server does. */
export async function callWebhook(
	engine: Engine,
	workflow: Workflow,
	{ response, executionId, hasRawBody = true, ...request }: WebhookRequest,
	mode: WorkflowExecuteMode = 'webhook',
): Promise<WebhookAnswer> {
	const node = workflow.getNode('Node')!;
	const type = engine.nodeTypes.getByNameAndVersion(node.type);
	const answer = new Answer();
	const additional = engine.additionalData({
		...(executionId !== undefined && { executionId }),
		httpRequest: {
			...request,
			rawBody: hasRawBody ? request.rawBody : undefined,
			query: request.query ?? {},
			params: {},
			body: JSON.parse(request.rawBody.toString() || 'null') as unknown,
		} as never,
		httpResponse: (response ?? answer) as never,
	});
	const webhook = { node: 'Node', webhookDescription: type.description.webhooks![0]! };
	const context = new WebhookContext(workflow, node, additional, mode, webhook as never, [], null);
	const result = await type.webhook!.call(context as IWebhookFunctions);
	return { result, status: answer.statusCode, body: answer.body };
}

/** The part of Express' response that webhooks use. */
class Answer extends EventEmitter {
	statusCode: number | undefined;
	body: unknown;

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	setHeader(): this {
		return this;
	}

	send(body: unknown): this {
		this.body = body;
		return this;
	}

	json(body: unknown): this {
		return this.send(body);
	}

	end(body?: unknown): this {
		return body === undefined ? this : this.send(body);
	}
}
