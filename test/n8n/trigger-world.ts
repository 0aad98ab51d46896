import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookDelivery, WebhookEndpoint } from '@waypost/contract';
import express, { type Request, type Response } from 'express';
import type { IDataObject, INodeExecutionData, INodeParameters, Workflow } from 'n8n-workflow';
import { Webhook } from 'standardwebhooks';
import type { WorldOptions } from '../../packages/daemon/test/world.ts';
import { Inbox } from './inbox.ts';
import { N8nWorld } from './n8n-world.ts';
import { callHook, callWebhook } from './webhook-calls.ts';

type Mode = 'production' | 'test';

/** What n8n stores of a trigger: apart for production and for "Listen for test event". */
interface Stored {
	endpointId?: string;
	secret?: string;
	leftoverId?: string;
	handled?: string[];
}

/** A request that n8n got, and what it answered. */
export interface Received {
	id: string;
	type: string;
	rawBody: Buffer;
	headers: Record<string, string>;
	status: number;
}

/** The daemon, the sandbox, n8n's engine, and n8n's HTTP server that hands requests to triggers. */
export class TriggerWorld implements AsyncDisposable {
	readonly n8n: N8nWorld;
	readonly #server: Server;
	readonly #triggers = new Map<string, Trigger>();

	private constructor(n8n: N8nWorld, server: Server) {
		this.n8n = n8n;
		this.#server = server;
	}

	static async start(options: WorldOptions = {}): Promise<TriggerWorld> {
		const n8n = await N8nWorld.start(options);
		const app = express();
		const server = createServer(app);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		n8n.engine.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const world = new TriggerWorld(n8n, server);
		app.use(express.raw({ type: () => true }));
		app.post('/:base/:webhookId/webhook', (request, response) => {
			void world.#triggers.get(String(request.params['webhookId']))?.receive(request, response);
		});
		return world;
	}

	/** A workflow of one trigger, not active yet. */
	trigger(parameters: INodeParameters = {}): Trigger {
		const trigger = new Trigger(this.n8n, parameters);
		this.#triggers.set(trigger.webhookId, trigger);
		return trigger;
	}

	async active(parameters: INodeParameters = {}): Promise<Trigger> {
		const trigger = this.trigger(parameters);
		await trigger.activate();
		return trigger;
	}

	async endpoints(): Promise<WebhookEndpoint[]> {
		const { body } = await this.n8n.waypost.call<{ data: WebhookEndpoint[] }>(
			'GET',
			'/v1/webhook-endpoints',
		);
		return body.data;
	}

	async restartDaemon(): Promise<void> {
		await this.n8n.waypost.restart();
		this.useDaemonAt(this.n8n.waypost.daemon.url);
	}

	useDaemonAt(baseUrl: string, apiKey = this.n8n.apiKey): void {
		this.n8n.engine.credentials.store('waypostApi', { baseUrl, apiKey });
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const trigger of this.#triggers.values()) await trigger.deactivate().catch(() => {});
		await this.n8n[Symbol.asyncDispose]();
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}

/** One workflow with a Waypost Trigger, and what n8n keeps of it in its database. */
export class Trigger {
	readonly webhookId = randomUUID();
	readonly requests = new Inbox<Received>();
	readonly runs = new Inbox<INodeExecutionData>();
	parameters: INodeParameters;
	/** Whether n8n can begin runs now. */
	canRun = true;
	readonly #n8n: N8nWorld;
	readonly #stored: Record<Mode, IDataObject> = { production: {}, test: {} };

	constructor(n8n: N8nWorld, parameters: INodeParameters) {
		this.#n8n = n8n;
		this.parameters = { events: ['message.received'], ...parameters };
	}

	activate(): Promise<void> {
		return this.#register('production');
	}

	deactivate(): Promise<void> {
		return this.#unregister('production');
	}

	/** "Listen for test event" in the editor. */
	listen(): Promise<void> {
		return this.#register('test');
	}

	stopListening(): Promise<void> {
		return this.#unregister('test');
	}

	/** As n8n does when it starts: nothing was deactivated before. */
	restartN8n(): Promise<void> {
		return this.activate();
	}

	/** n8n's database as it was before the trigger was ever active. */
	forget(): void {
		this.#stored.production = {};
	}

	/** What a restart of n8n takes: all that was not stored. It is kept in memory by the endpoint. */
	loseMemory(): void {
		(this.#stored.production['node:Node'] as Stored).endpointId += '-after-restart';
	}

	stored(mode: Mode = 'production'): Stored {
		return { ...(this.#stored[mode]['node:Node'] as Stored | undefined) };
	}

	async nextItem(): Promise<IDataObject> {
		return (await this.runs.next()).json;
	}

	url(mode: Mode = 'production'): string {
		const base = mode === 'test' ? 'webhook-test' : 'webhook';
		return `${this.#n8n.engine.url}/${base}/${this.webhookId}/webhook`;
	}

	async endpoint(): Promise<WebhookEndpoint> {
		return await this.#call<WebhookEndpoint>('GET', '');
	}

	/** What the daemon has for this trigger. */
	async deliveries(): Promise<WebhookDelivery[]> {
		return (await this.#call<{ data: WebhookDelivery[] }>('GET', '/deliveries')).data;
	}

	async #call<T>(method: string, path: string): Promise<T> {
		const base = `/v1/webhook-endpoints/${this.stored().endpointId}`;
		return (await this.#n8n.waypost.call<T>(method, base + path)).body;
	}

	/** Posts an event as the daemon would. */
	async post(
		event: object,
		{ signal, ...signing }: Signing & { signal?: AbortSignal } = {},
	): Promise<{ status: number; text: string }> {
		const body = JSON.stringify(event);
		const headers = this.headersFor(event, signing);
		const init = { method: 'POST', body, headers, ...(signal && { signal }) };
		const response = await fetch(this.url(), init);
		return { status: response.status, text: await response.text() };
	}

	headersFor(event: object, { secret, at = new Date() }: Signing = {}): Record<string, string> {
		const { id } = event as { id: string };
		const webhook = new Webhook(secret ?? this.stored().secret!);
		return {
			'content-type': 'application/json',
			'webhook-id': id,
			'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
			'webhook-signature': webhook.sign(id, at, JSON.stringify(event)),
		};
	}

	/** Loaded anew for each request, as n8n does it. */
	workflow(mode: Mode = 'production'): Workflow {
		const { engine } = this.#n8n;
		const node = engine.node('waypostTrigger', this.parameters, { webhookId: this.webhookId });
		return engine.workflow([node], {}, structuredClone(this.#stored[mode]));
	}

	/** n8n's part of a webhook request. */
	async receive(request: Request, response: Response): Promise<void> {
		const mode = request.params['base'] === 'webhook-test' ? 'test' : 'production';
		const rawBody = request.body as Buffer;
		const headers = request.headers as Record<string, string>;
		const { id, type } = JSON.parse(rawBody.toString()) as { id: string; type: string };
		response.once('close', () =>
			this.requests.push({ id, type, rawBody, headers, status: response.statusCode }),
		);
		const workflow = this.workflow(mode);
		const { result } = await callWebhook(
			this.#n8n.engine,
			workflow,
			{ headers, rawBody, response },
			mode === 'test' ? 'manual' : 'webhook',
		);
		if (result.workflowData && !this.canRun) return void response.status(500).end();
		// n8n 2.41 stores what a webhook changed, unless it begins a run before it answers.
		if (!result.workflowData || result.noWebhookResponse) this.#save(mode, workflow);
		for (const item of result.workflowData?.flat() ?? []) this.runs.push(item);
		if (!result.noWebhookResponse) response.status(200).end();
	}

	async #register(mode: Mode): Promise<void> {
		const { engine } = this.#n8n;
		const workflow = this.workflow(mode);
		const hookMode = mode === 'test' ? 'manual' : 'trigger';
		if (!(await callHook(engine, workflow, 'checkExists', hookMode))) {
			await callHook(engine, workflow, 'create', hookMode);
		}
		this.#save(mode, workflow);
	}

	async #unregister(mode: Mode): Promise<void> {
		const workflow = this.workflow(mode);
		await callHook(this.#n8n.engine, workflow, 'delete', mode === 'test' ? 'manual' : 'trigger');
		this.#save(mode, workflow);
	}

	#save(mode: Mode, workflow: Workflow): void {
		this.#stored[mode] = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
	}
}

interface Signing {
	secret?: string;
	at?: Date;
}
