import { createHash, randomUUID } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

/** What is sent, and which of the messages of its item it is. */
export interface Sending {
	itemIndex: number;
	/** Tells apart several messages that one node sends for one item, such as one per file. */
	part?: number;
	/** What makes two calls of a tool the same call. */
	content: unknown;
}

/**
 * Sends with the idempotency key of this item. Retry On Fail runs the same item of the same run of
 * the same execution again and so repeats the key: the daemon answers with the message it has, or
 * sends again when that one failed for good. Each lap of a loop is a run of its own. The daemon never
 * forgets a key: one that two executions shared would make the second message look sent.
 */
export async function sendOnce<T>(
	context: IExecuteFunctions,
	sending: Sending,
	send: (idempotencyKey: string) => Promise<T>,
): Promise<T> {
	const executionId = context.getExecutionId() as string | undefined;
	if (!executionId) return send(randomUUID());
	if (context.isToolExecution?.()) return callTool(context, sending, send);
	return send(
		keyOf([
			...placeOf(context),
			context.getWorkflowDataProxy(sending.itemIndex)['$runIndex'],
			sending.itemIndex,
			sending.part ?? 0,
			toolCallOf(context, sending.itemIndex),
		]),
	);
}

/**
 * A node in an execution. n8n counts executions anew when its database was reset, restored or copied,
 * so the moment one began belongs to its name. It is stored with the execution, and stays when n8n
 * itself runs that again.
 */
export const placeOf = (context: IExecuteFunctions): unknown[] => [
	context.getInstanceId(),
	context.getExecutionId(),
	beginningOf(context),
	context.getNode().id,
];

/** Milliseconds since 1970; null in an n8n that is too old to say. */
const beginningOf = (context: Partial<IExecuteFunctions>): number | null =>
	context.getExecutionContext?.()?.establishedAt ?? null;

const keyOf = (names: unknown[]): string =>
	`n8n-${createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 40)}`;

/** An AI agent's calls of a tool have ids, which n8n passes in the item. */
function toolCallOf(context: IExecuteFunctions, itemIndex: number): unknown {
	return context.getInputData()[itemIndex]?.json['toolCallId'] ?? null;
}

/** Keys of calls that did not work out, by what they were to send. Oldest first. */
const unfinished = new Map<string, string>();
const MOST_UNFINISHED = 1_000;

/**
 * Older AI agents run the tool inside their own run: n8n gives a retry a new run index, and two items
 * of the agent the same one. So each call is its own, except that a call that did not work out leaves
 * its key to the next one that sends the same.
 */
async function callTool<T>(
	context: IExecuteFunctions,
	{ part, content }: Sending,
	send: (idempotencyKey: string) => Promise<T>,
): Promise<T> {
	const call = keyOf([...placeOf(context), part ?? 0, content]);
	const idempotencyKey = unfinished.get(call) ?? randomUUID();
	unfinished.delete(call);
	const sent = send(idempotencyKey);
	sent.catch(() => keep(call, idempotencyKey));
	return sent;
}

function keep(call: string, idempotencyKey: string): void {
	unfinished.set(call, idempotencyKey);
	const [oldest] = unfinished.keys();
	if (unfinished.size > MOST_UNFINISHED && oldest !== undefined) unfinished.delete(oldest);
}
