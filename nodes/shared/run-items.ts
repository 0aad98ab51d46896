import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { waypostCodeOf } from './errors';

/** What a node makes of one item. */
export interface Result {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

/**
 * Runs a node for each of its items, in order. What comes out is paired with the item it was made
 * of; with On Error > Continue an item that did not work out carries `error`, and the next one is
 * tried.
 */
export async function runItems(
	context: IExecuteFunctions,
	run: (itemIndex: number) => Promise<Result | Result[]>,
): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[] = [];
	for (const itemIndex of context.getInputData().keys()) {
		const pairedItem = { item: itemIndex };
		try {
			const made = await run(itemIndex);
			for (const result of Array.isArray(made) ? made : [made]) {
				results.push({ ...result, pairedItem });
			}
		} catch (error) {
			const known = toNodeError(context, error, itemIndex);
			if (!context.continueOnFail()) throw known;
			results.push({ json: describe(known), pairedItem });
		}
	}
	return results;
}

export type NodeError = NodeApiError | NodeOperationError;

/** An error as n8n shows it: of ours as it is, any other with its own words. */
export function toNodeError(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(context.getNode(), error as Error, { itemIndex });
}

/**
 * What happened, what to do, and Waypost's code to branch on. n8n takes an item with these three names
 * and no others to its error output; of one with an `error` beside its `json` it keeps the title only.
 */
function describe(error: NodeError): IDataObject {
	return {
		error: error.message,
		message: error.description ?? null,
		details: { code: waypostCodeOf(error) },
	};
}
