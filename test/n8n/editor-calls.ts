import { CredentialTestContext, LoadOptionsContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ILoadOptionsFunctions,
	INodeCredentialTestResult,
	INodeListSearchResult,
	INodeParameters,
} from 'n8n-workflow';
import type { Engine } from './engine.ts';

export interface ListSearch {
	/** The node, such as `sendMessage`. */
	node: string;
	/** What its list calls, such as `searchSessions`. */
	method: string;
	parameters?: INodeParameters;
	/** What was typed. */
	filter?: string;
}

/** What a list in the editor offers. */
export async function searchList(
	engine: Engine,
	{ node: name, method, parameters = {}, filter }: ListSearch,
): Promise<INodeListSearchResult> {
	const node = engine.node(name, parameters);
	const context = new LoadOptionsContext(
		engine.workflow([node]),
		node,
		engine.additionalData({ currentNodeParameters: parameters }),
		'',
	);
	const { methods } = engine.nodeType(name);
	return await methods!.listSearch![method]!.call(context as ILoadOptionsFunctions, filter);
}

/** "Test" in the window of a credential. */
export async function testCredential(
	engine: Engine,
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const test = engine.nodeType('sendMessage').methods!.credentialTest!['waypostApiTest']!;
	const context = new CredentialTestContext(engine.additionalData());
	return await test.call(context, { id: '1', name: 'Waypost', type: 'waypostApi', data });
}
