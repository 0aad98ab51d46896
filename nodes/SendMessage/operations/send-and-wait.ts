import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { afterwardsError, parameterError } from '../../shared/errors';
import { toOutput } from '../../shared/message-item';
import { recipientOf } from '../../shared/recipient';
import { runItems } from '../../shared/run-items';
import { sendMessage } from '../../shared/send';
import { optionsOf } from '../../shared/send-options';
import { sessionOf } from '../../shared/session';
import { requestWaypost } from '../../shared/waypost-request';
import type { List, Message } from '../../shared/waypost-types';
import { isApproval, toApproval, withHowToAnswer } from './approval';
import { requiredTextOf } from './parameter-values';
import { toReplyItem } from './receive-reply';
import {
	createReplyEndpoint,
	deleteOldReplyEndpoints,
	deleteReplyEndpoint,
} from './reply-endpoint';
import { toReplyOutputs } from './reply-outputs';
import { toMessageFields, type MessageOptionValues } from './send-new-message';
import { waitLimitOf } from './wait-limit';

/**
 * Sends a question and puts the execution to wait. What wakes it is the daemon, by `receiveReply`, or
 * n8n itself when the time is up: then the item that came in leaves by the first output.
 */
export async function sendAndWait(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	let reply: INodeExecutionData | undefined;
	const waiting = await runItems(context, async (itemIndex) => {
		const { question, early, isSimple } = await ask(context, itemIndex);
		if (!early) return { json: toOutput(question, isSimple) };
		const json = isApproval(context.getNode())
			? toApproval(early)
			: toReplyItem(early, question, isSimple);
		reply = { json, pairedItem: { item: itemIndex } };
		return [];
	});
	return reply ? toReplyOutputs(context.getNode(), reply) : [waiting, []];
}

interface Asked {
	question: Message;
	/** The reply, when somebody was quicker than we are. */
	early: Message | undefined;
	isSimple: boolean;
}

async function ask(context: IExecuteFunctions, itemIndex: number): Promise<Asked> {
	checkThatItCanWait(context, itemIndex);
	const options = optionsOf<MessageOptionValues>(context, itemIndex);
	const { until, seconds } = waitLimitOf(context, itemIndex);
	const text = requiredTextOf(context, itemIndex, 'message', 'Message');
	const question = await sendMessage(context, {
		itemIndex,
		session: sessionOf(context, itemIndex),
		body: {
			to: recipientOf(context, itemIndex),
			text: isApproval(context.getNode()) ? withHowToAnswer(text) : text,
			...toMessageFields(context, itemIndex, options),
			// Nobody waits for the answer to a question that goes out later.
			ttl: seconds,
		},
		options,
	});
	const early = await waitForReply(context, { question, until, itemIndex });
	return { question, early, isSimple: options.simplify ?? true };
}

interface Wait {
	question: Message;
	until: Date;
	itemIndex: number;
}

/** Asks to be told of the reply, and then looks whether it has come in the meantime. */
async function waitForReply(
	context: IExecuteFunctions,
	{ question, until, itemIndex }: Wait,
): Promise<Message | undefined> {
	try {
		await deleteOldReplyEndpoints(context);
		const { id } = await createReplyEndpoint(context, { question, until });
		const early = await findReply(context, question);
		// One that stays does no harm: the execution does not wait.
		if (early) await deleteReplyEndpoint(context, id).catch(() => undefined);
		else await context.putExecutionToWait(until);
		return early;
	} catch (error) {
		throw afterwardsError(
			context.getNode(),
			'The message was sent, but no reply can be waited for',
			error,
			itemIndex,
		);
	}
}

const CHANGES = ['reaction', 'edit', 'delete'];

/** The first message that came in the chat after the question. */
async function findReply(
	context: IExecuteFunctions,
	question: Message,
): Promise<Message | undefined> {
	const { data } = await requestWaypost<List<Message>>(context, {
		method: 'GET',
		path: `/v1/sessions/${encodeURIComponent(question.sessionId)}/messages`,
		query: { chat: question.chat.id },
	});
	const asked = data.findIndex(({ id }) => id === question.id);
	// Nobody answers what was not sent yet.
	if (asked < 0 || ['accepted', 'sending'].includes(data[asked]?.status ?? '')) return undefined;
	return data
		.slice(0, asked)
		.filter(({ direction, kind }) => direction === 'in' && !CHANGES.includes(kind))
		.at(-1);
}

function checkThatItCanWait(context: IExecuteFunctions, itemIndex: number): void {
	const { length } = context.getInputData();
	if (length > 1) {
		throw parameterError(
			context.getNode(),
			'Only one item at a time can wait for a reply',
			`This node got ${length} items, and nothing was sent. Put a Loop Over Items node before it, with a batch size of 1.`,
			itemIndex,
		);
	}
	if (context.isToolExecution?.()) {
		throw parameterError(
			context.getNode(),
			'This AI agent cannot wait for a reply',
			'Use Send Text as its tool, or update n8n and the AI Agent node. Nothing was sent.',
			itemIndex,
		);
	}
}
