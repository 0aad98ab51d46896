import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { waypostApiTest } from '../shared/credential-test';
import { sendOnce } from '../shared/idempotency';
import { recipientOf, recipientProperty, searchGroups } from '../shared/recipient';
import { runItems } from '../shared/run-items';
import { searchSessions, sessionOf, sessionProperty } from '../shared/session';
import { requestWaypost } from '../shared/waypost-request';

export class LinkWhatsApp implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Send Message (WhatsApp)',
		name: 'linkWhatsApp',
		icon: { light: 'file:../../icons/waypost.svg', dark: 'file:../../icons/waypost.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: 'x',
		description: 'Send a WhatsApp message',
		defaults: { name: 'Send Message' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'waypostApi', required: true, testedBy: 'waypostApiTest' }],
		properties: [
			sessionProperty,
			recipientProperty,
			{ displayName: 'Text', name: 'text', type: 'string', default: '' },
		],
	};

	methods = {
		listSearch: { searchSessions, searchGroups },
		credentialTest: { waypostApiTest },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const sent = await runItems(this, async (itemIndex) => {
			const path = `/v1/sessions/${encodeURIComponent(sessionOf(this, itemIndex))}/messages`;
			const body = {
				to: recipientOf(this, itemIndex),
				text: this.getNodeParameter('text', itemIndex) as string,
			};
			const json = await sendOnce(this, { itemIndex, content: body }, (key) =>
				requestWaypost<never>(this, {
					method: 'POST',
					path,
					body,
					headers: { 'idempotency-key': key },
					itemIndex,
				}),
			);
			return { json };
		});
		return [sent];
	}
}
