import type { DeliveryOptions, Message, Waypost } from '@waypost/client';
import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { findConfigNode, type WaypostConfigNode } from '../daemon/config-node.js';
import { connectionStatus, noConfigStatus } from '../daemon/connection-status.js';
import { ShownStatus } from '../daemon/node-status.js';
import { inputError, toNodeError } from '../errors/error-texts.js';
import { NodeError } from '../errors/node-error.js';
import { translatorOf, type Translate } from '../translate.js';
import { FirstTries } from './first-tries.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { MessageSender, type SendWait } from './message-sender.js';
import { toView } from './message-view.js';
import { recipientsOf, type Recipients } from './recipients.js';
import { failedStatus, sendingStatus, sentStatus } from './send-status.js';
import { evaluatorFor, type Evaluate } from './typed-value.js';

/** What both send nodes keep of their connection and recipient. */
export interface SendingNodeDef {
	config?: string;
	session?: string;
	sessionType?: string;
	to?: string;
	toType?: string;
}

/** A message of the flow, with what the user gave it. */
export type FlowMessage = NodeMessageInFlow & Record<string, unknown>;

/** What one message of the flow sends, the same to each recipient. */
export interface Outgoing {
	/** True for what goes to the chat of another message, such as a reaction. */
	hasNoRecipient?: boolean;
	/** For the idempotency key: plain values; bytes by their hash. */
	content: unknown;
	wait: SendWait;
	/** Hands it to the daemon for one recipient. */
	accept: (
		client: Waypost,
		target: { sessionId: string; to: string | null },
		options: DeliveryOptions,
	) => Promise<Message>;
}

export interface SendingNode {
	RED: NodeAPI;
	node: Node;
	def: SendingNodeDef;
	/** Reads what to send; called for one message after the other. */
	read: (msg: FlowMessage, evaluate: Evaluate, translate: Translate) => Promise<Outgoing>;
}

interface Job extends Outgoing {
	sessionId: string;
	recipients: Recipients;
}

/**
 * Makes a node send: each message of the flow to each of its recipients, one message out for each that
 * was sent, in order, with `msg.waypost`; then done, or one error for all that was not sent.
 */
export function startSending({ RED, node, def, read }: SendingNode): void {
	const translate = translatorOf(RED);
	const config = findConfigNode(RED, def.config);
	if (!config) {
		node.status(noConfigStatus(translate));
		node.on('input', (_msg, _send, done) => done(inputError('NO_CONFIG', translate)));
		return;
	}
	const { sender, status, close } = openSending(node, def, config, translate);
	const tries = new FirstTries();
	let reading: Promise<unknown> = Promise.resolve();

	const readJob = async (msg: FlowMessage, now: number): Promise<Job> => {
		const evaluate = evaluatorFor({ RED, node, translate, now }, msg);
		const outgoing = await read(msg, evaluate, translate);
		const session = await evaluate(
			{ value: def.session ?? '', type: def.sessionType ?? 'str' },
			translate('fields.session'),
		);
		if (typeof session !== 'string') throw inputError('NO_SESSION', translate);
		const to = await evaluate(
			{ value: def.to ?? 'to', type: def.toType ?? 'msg' },
			translate('fields.to'),
		);
		return {
			...outgoing,
			sessionId: session.trim(),
			recipients: outgoing.hasNoRecipient ? NOBODY : recipientsOf(to, translate),
		};
	};

	const sendTo = (msg: FlowMessage, job: Job, to: string | null): Promise<Message> =>
		sender.send({
			sessionId: job.sessionId,
			recipient: to,
			wait: job.wait,
			idempotencyKey: idempotencyKeyOf({
				given: msg['idempotencyKey'],
				messageId: msg._msgid,
				nodeId: node.id,
				sessionId: job.sessionId,
				recipient: to,
				isOneOfMany: job.recipients.isList,
				content: job.content,
			}),
			accept: (client, options) => job.accept(client, { sessionId: job.sessionId, to }, options),
		});

	const handle = async (
		msg: FlowMessage,
		now: number,
		send: (msg: NodeMessage) => void,
	): Promise<void> => {
		// One after the other, so that what takes longer to work out is not overtaken.
		const job = (await (reading = reading.catch(() => {}).then(() => readJob(msg, now)))) as Job;
		status.setActivity(sendingStatus(translate));
		const targets = job.hasNoRecipient ? [null] : job.recipients.list;
		const sending = targets.map((to) => sendTo(msg, job, to).then(succeeded, failed(to)));
		const failures: Failure[] = [];
		for (const [index, attempt] of sending.entries()) {
			const result = await attempt;
			if ('error' in result) {
				failures.push(result);
				continue;
			}
			status.setActivity(sentStatus(result.message, translate));
			const isLast = index === targets.length - 1 && failures.length === 0;
			const out = targets.length === 1 || isLast ? msg : RED.util.cloneMessage(msg);
			send(Object.assign(out, { waypost: toView(result.message) }));
		}
		if (failures.length > 0) throw errorOf(failures, targets.length, translate);
	};

	node.on('input', (msg, send, done) => {
		const id = msg._msgid;
		const now = tries.momentOf(id);
		handle(msg as FlowMessage, now, send).then(
			() => {
				tries.worked(id);
				done();
			},
			(cause: unknown) => {
				tries.failed(id, now);
				const error = toNodeError(cause, translate);
				status.setActivity(failedStatus(error, translate));
				done(error);
			},
		);
	});
	node.on('close', (removed: boolean, done: () => void) => {
		// What came before is still sent: only then it is known what there is to wait for.
		const isRead = reading.catch(() => {});
		void isRead.then(() => close(removed)).finally(done);
	});
}

const NOBODY: Recipients = { list: [], isList: false };

function openSending(
	node: Node,
	{ session, sessionType = 'str' }: SendingNodeDef,
	config: WaypostConfigNode,
	translate: Translate,
) {
	const status = new ShownStatus(node);
	const sender = new MessageSender(config.daemon, translate);
	const sessionId = sessionType === 'str' && session ? session.trim() : null;
	const registration = config.register(node, {
		onChange: (view) => status.setConnection(connectionStatus(view, sessionId, translate)),
	});
	const close = async (removed: boolean): Promise<void> => {
		status.close();
		await Promise.all([sender.close(), registration.close(removed)]);
	};
	return { sender, status, close };
}

interface Failure {
	to: string | null;
	error: unknown;
}

const succeeded = (message: Message) => ({ message });
const failed =
	(to: string | null) =>
	(error: unknown): Failure => ({ to, error });

/** One error for all: a retry with the same message sends again only what was not sent. */
function errorOf(failures: readonly Failure[], all: number, translate: Translate): NodeError {
	const errors = failures.map(({ to, error }) => ({ to, ...partsOf(error, translate) }));
	const [first] = errors;
	if (all === 1) return first!.error;
	const title = translate('errors.SOME_FAILED.title', { failed: errors.length, all });
	const lines = errors.map(({ to, error }) => `${to}: ${error.message}`);
	return new NodeError(first!.error.code, `${title}. ${lines.join(' ')}`, {
		...first!.error.cause,
		failures: errors.map(({ to, error: { code, message } }) => ({ to, code, message })),
	});
}

const partsOf = (error: unknown, translate: Translate) => ({
	error: toNodeError(error, translate),
});
