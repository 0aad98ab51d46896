import { NodeConnectionTypes, type INodeType, type INodeTypes } from 'n8n-workflow';

const TOOL = /Tool$/;

/**
 * Beside the nodes themselves, those that n8n makes of them for AI agents: `sendMessageTool` is
 * `sendMessage` with a description for the model, and nothing flows in or out of it.
 */
export function withTools(nodeTypes: INodeTypes): INodeTypes {
	const tools = new Map<string, INodeType>();
	return {
		...nodeTypes,
		getByNameAndVersion: (type, version) => {
			if (!TOOL.test(type)) return nodeTypes.getByNameAndVersion(type, version);
			const tool =
				tools.get(type) ?? toTool(nodeTypes.getByNameAndVersion(type.replace(TOOL, ''), version));
			tools.set(type, tool);
			return tool;
		},
	};
}

function toTool(type: INodeType): INodeType {
	const { description } = type;
	if (!description.usableAsTool) throw new Error(`${description.name} is no tool for agents.`);
	// The node's own methods stay: an object with the node behind it.
	return Object.create(type, {
		description: {
			value: {
				...description,
				name: `${description.name}Tool`,
				inputs: [],
				outputs: [NodeConnectionTypes.AiTool],
				properties: [
					...description.properties,
					{
						displayName: 'Description',
						name: 'toolDescription',
						type: 'string',
						default: description.description,
					},
				],
			},
		},
	}) as INodeType;
}
