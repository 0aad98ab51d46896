import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { waypostApiTest } from '../shared/credential-test';
import { searchSessions } from '../shared/session';
import { properties } from './options';
import { receiveEvent } from './receive-event';
import { adoptEndpoint, createEndpoint, removeEndpoint } from './webhook-endpoint';

export class WaypostTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Waypost Trigger',
		name: 'waypostTrigger',
		icon: { light: 'file:../../icons/waypost.svg', dark: 'file:../../icons/waypost.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when a WhatsApp message arrives or something else happens',
		defaults: { name: 'Waypost Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'waypostApi', required: true, testedBy: 'waypostApiTest' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'noData',
				path: 'webhook',
			},
		],
		properties,
	};

	methods = {
		listSearch: { searchSessions },
		credentialTest: { waypostApiTest },
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await adoptEndpoint(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await createEndpoint(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await removeEndpoint(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveEvent(this);
	}
}
