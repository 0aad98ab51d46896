import {
	NodeConnectionTypes,
	type EngineRequest,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

const describe = (description: Partial<INodeTypeDescription>): INodeTypeDescription => ({
	displayName: 'Stand-in',
	name: 'standIn',
	group: ['transform'],
	version: 1,
	description: '',
	defaults: { name: 'Stand-in' },
	inputs: ['main'],
	outputs: ['main'],
	properties: [],
	...description,
});

/** Loop Over Items with a batch size of 1: what comes back to its input makes it give the next one. */
export const loopOverItems: INodeType = {
	description: describe({ outputs: ['main', 'main'], outputNames: ['done', 'loop'] }),
	async execute(this: IExecuteFunctions) {
		const state = this.getContext('node') as { left?: INodeExecutionData[] };
		state.left ??= [...this.getInputData()];
		const next = state.left.shift();
		return next ? [[], [next]] : [[{ json: { isDone: true } }], []];
	},
};

export interface ToolCall {
	id: string;
	input: IDataObject;
}

const withTool = describe({
	inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
});

/** An AI agent as n8n runs it now: it asks the engine to run its tool, and is run again with what came out. */
export const agent = (calls: ToolCall[]): INodeType => ({
	description: withTool,
	async execute(this: IExecuteFunctions, response?: EngineResponse) {
		if (response && response.actionResponses.length > 0) {
			const results = response.actionResponses.map(({ data }) => data as unknown as IDataObject);
			return [[{ json: { results } }]];
		}
		const request: EngineRequest = {
			actions: calls.map(({ id, input }) => ({
				actionType: 'ExecutionNodeAction' as const,
				nodeName: 'Node',
				type: NodeConnectionTypes.AiTool,
				metadata: { itemIndex: 0 },
				id,
				input,
			})),
			metadata: {},
		};
		return request;
	},
});

interface Tool {
	invoke(input: IDataObject): Promise<string>;
}

/** An AI agent of the older kind: it runs its tool inside its own run. */
export const olderAgent = (calls: IDataObject[]): INodeType => ({
	description: withTool,
	async execute(this: IExecuteFunctions) {
		const tools = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool[];
		const results = [];
		for (const call of calls) results.push(JSON.parse(await tools[0]!.invoke(call)) as IDataObject);
		return [[{ json: { results } }]];
	},
});

/** A node as n8n offers it to agents: see `ai-tools.js` and `hitl-tools.js` in n8n. */
export const asTool = (type: INodeType): INodeType =>
	Object.assign(Object.create(Object.getPrototypeOf(type) as object) as INodeType, type, {
		description: { ...type.description, inputs: [], outputs: [NodeConnectionTypes.AiTool] },
	});
