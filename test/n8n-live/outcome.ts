import assert from 'node:assert/strict';
import type { Execution, Item, NodeRun } from './n8n-api.ts';

/** @throws with what the failed node told its user. */
export function assertSucceeded({ status, data }: Execution): void {
	const { error } = data.resultData;
	assert.equal(status, 'success', [error?.message, error?.description].filter(Boolean).join('. '));
}

/** The last run of a node. @throws when it did not run. */
export function lastRunOf({ data }: Execution, node: string): NodeRun {
	const run = data.resultData.runData[node]?.at(-1);
	assert.ok(run, `${node} ran`);
	return run;
}

/** The first item that a node put out. */
export function itemOf(execution: Execution, node: string): Item {
	const item = lastRunOf(execution, node).data?.main[0]?.[0];
	assert.ok(item, `${node} put out an item`);
	return item;
}
