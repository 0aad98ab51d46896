import type { INode, INodeExecutionData } from 'n8n-workflow';

/** A reply leaves by the second output; a tool of an AI agent has one output only. */
export const toReplyOutputs = (
	{ type }: INode,
	reply: INodeExecutionData,
): INodeExecutionData[][] => (type.endsWith('Tool') ? [[reply]] : [[], [reply]]);
