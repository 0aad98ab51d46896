import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { waypostApiTest } from '../shared/credential-test';
import { runItems, type Result } from '../shared/run-items';
import { searchSessions } from '../shared/session';
import { getPairingCode, getQrCode } from './get-code';
import { linkProperties, type Operation } from './link-properties';
import { SessionCalls } from './session-calls';
import { toSessionItem } from './session-item';
import { unlink } from './unlink';
import { waitUntilLinked } from './wait-until-linked';

const OPERATIONS: Record<Operation, (calls: SessionCalls) => Promise<Result>> = {
	getPairingCode,
	getQrCode,
	getSession: async (calls) => ({ json: toSessionItem(await calls.get()) }),
	unlink,
	waitUntilLinked,
};

/** Links a WhatsApp number to Waypost, sees how it is, and unlinks it. */
export class LinkWhatsApp implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Link WhatsApp',
		name: 'linkWhatsApp',
		icon: { light: 'file:../../icons/waypost.svg', dark: 'file:../../icons/waypost.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle:
			'={{ ({ getPairingCode: "Get Pairing Code", getQrCode: "Get QR Code", getSession: "Get Session", unlink: "Unlink", waitUntilLinked: "Wait Until Linked" })[$parameter["operation"]] }}',
		description:
			'Link a WhatsApp number by QR code or pairing code, wait for it, look at it, or unlink it',
		defaults: { name: 'Link WhatsApp' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'waypostApi', required: true, testedBy: 'waypostApiTest' }],
		properties: linkProperties,
	};

	methods = { listSearch: { searchSessions }, credentialTest: { waypostApiTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const results = await runItems(this, async (itemIndex) => {
			const operation = this.getNodeParameter('operation', itemIndex) as Operation;
			return OPERATIONS[operation](new SessionCalls(this, itemIndex));
		});
		return [results];
	}
}
