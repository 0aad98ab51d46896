import type { IDataObject, INodeExecutionData, IRun, Workflow } from 'n8n-workflow';

/** What a run of one node came to. */
export interface NodeRun {
	run: IRun;
	/** Items per output of the node's last run. */
	outputs: INodeExecutionData[][];
	/** The items of its first output. */
	items: INodeExecutionData[];
	json: IDataObject[];
	error: (Error & { description?: string | null; context?: IDataObject }) | undefined;
}

/** A run with what it takes to go on with it. */
export interface OwnRun extends NodeRun {
	workflow: Workflow;
	executionId: string;
}

/** What came out at one node of a run. */
export function resultOf(run: IRun, name = 'Node'): NodeRun {
	const task = run.data.resultData.runData[name]?.at(-1);
	const outputs = (task?.data?.['main'] ?? []).map((items) => items ?? []);
	const items = outputs[0] ?? [];
	return {
		run,
		outputs,
		items,
		json: items.map(({ json }) => json),
		error: (run.data.resultData.error ?? task?.error) as NodeRun['error'],
	};
}
