import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { inputError } from '../errors/error-texts.js';
import type { Translate } from '../translate.js';

/** What a typed input of a dialog holds: `msg` and `payload`, `str` and `Hello`. */
export interface TypedInput {
	value: string;
	type: string;
}

export interface Evaluator {
	RED: NodeAPI;
	node: Node;
	translate: Translate;
	/** What `$now()` and `$millis()` of an expression tell, in milliseconds since 1970. */
	now: number;
}

/** Reads typed inputs for one message. */
export type Evaluate = (input: TypedInput, name: string) => Promise<unknown>;

/**
 * Reads typed inputs for one message; what is not there is undefined, and so is an empty text.
 *
 * @throws NodeError `INVALID_EXPRESSION`, naming the field.
 */
export const evaluatorFor =
	(evaluator: Evaluator, msg: NodeMessage): Evaluate =>
	async ({ value, type }, name) => {
		const { RED, translate } = evaluator;
		if (value.trim() === '') return undefined;
		if (type === 'msg') return orNothing(messageProperty(RED, msg, value));
		try {
			return orNothing(await evaluate(evaluator, msg, { value, type }));
		} catch (error) {
			const reason = messageOf(error);
			throw inputError('INVALID_EXPRESSION', translate, { name, reason });
		}
	};

const orNothing = (value: unknown): unknown => (value === '' || value === null ? undefined : value);

/** A path into something that is not there is as good as an absent property. */
function messageProperty(RED: NodeAPI, msg: NodeMessage, path: string): unknown {
	try {
		return RED.util.getMessageProperty(msg, path);
	} catch {
		return undefined;
	}
}

const evaluate = (
	{ RED, node, now }: Evaluator,
	msg: NodeMessage,
	{ value, type }: TypedInput,
): Promise<unknown> =>
	new Promise((resolve, reject) => {
		const done = (error: unknown, result: unknown) => {
			if (error) reject(new Error(messageOf(error)));
			else resolve(result);
		};
		if (type !== 'jsonata') return RED.util.evaluateNodeProperty(value, type, node, msg, done);
		const expression = prepareExpression({ RED, node, now }, value);
		RED.util.evaluateJSONataExpression(expression, msg, done);
	});

/** JSONata itself would read the clock anew each time. */
function prepareExpression({ RED, node, now }: Omit<Evaluator, 'translate'>, text: string) {
	const expression = RED.util.prepareJSONataExpression(text, node);
	const format = (picture: string, timezone?: string): unknown =>
		RED.util
			.prepareJSONataExpression('$fromMillis(now, picture, timezone)', node)
			.evaluate({ now, picture, timezone });
	expression.assign('millis', () => now);
	expression.assign('now', (picture?: string, timezone?: string) =>
		picture === undefined ? new Date(now).toISOString() : format(picture, timezone),
	);
	return expression;
}

/** Errors of JSONata are no `Error`. */
const messageOf = (error: unknown): string =>
	(error as { message?: string }).message ?? JSON.stringify(error);
