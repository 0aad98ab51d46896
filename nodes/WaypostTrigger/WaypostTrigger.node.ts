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
import { properties, SUBTITLE } from './options';
import { receiveEvent } from './receive-event';
import { adoptEndpoint, createEndpoint, removeEndpoint } from './webhook-endpoint';

export class WaypostTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Waypost Trigger',
		name: 'waypostTrigger',
		icon: { light: 'file:../../icons/waypost.svg', dark: 'file:../../icons/waypost.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: SUBTITLE,
		description: 'Starts the workflow when a WhatsApp message arrives or something else happens',
		eventTriggerDescription: 'Waiting for a WhatsApp message, or what else you chose',
		triggerPanel: { header: 'Listen for WhatsApp messages and other events' },
		activationMessage: 'What you chose under Trigger On now starts this workflow.',
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
				// Nobody has to copy it: the node registers it at the daemon.
				ndvHideUrl: true,
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
