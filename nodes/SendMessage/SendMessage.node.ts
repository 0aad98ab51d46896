import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { waypostApiTest } from '../shared/credential-test';
import { searchGroups } from '../shared/recipient';
import { runItems } from '../shared/run-items';
import { searchSessions, sessionProperty } from '../shared/session';
import { existingMessageProperties } from './descriptions/existing-message-properties';
import { messageProperties } from './descriptions/message-properties';
import { operationProperties } from './descriptions/operations';
import { optionProperties } from './descriptions/option-properties';
import { outputs, subtitle } from './descriptions/outputs';
import { sendAndWaitWebhooks } from './descriptions/send-and-wait-webhooks';
import { EXISTING_MESSAGE, type ExistingMessageOperation } from './operations/existing-message';
import { receiveReply } from './operations/receive-reply';
import { sendAndWait } from './operations/send-and-wait';
import { sendNewMessage, type NewMessageOperation } from './operations/send-new-message';

export class SendMessage implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Send Message (WhatsApp)',
		name: 'sendMessage',
		icon: { light: 'file:../../icons/waypost.svg', dark: 'file:../../icons/waypost.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle,
		description:
			'Send a WhatsApp message to a person or a group: a text, place, contact or poll. Also edit, delete and react to messages.',
		defaults: { name: 'Send Message' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs,
		credentials: [{ name: 'waypostApi', required: true, testedBy: 'waypostApiTest' }],
		webhooks: sendAndWaitWebhooks,
		properties: [
			...operationProperties,
			sessionProperty,
			...messageProperties,
			...existingMessageProperties,
			...optionProperties,
		],
	};

	methods = {
		listSearch: { searchSessions, searchGroups },
		credentialTest: { waypostApiTest },
	};

	webhook = receiveReply;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0);
		if (operation === 'sendAndWait') return await sendAndWait(this);
		const isNew = this.getNodeParameter('resource', 0) === 'message';
		return [
			await runItems(this, (itemIndex) =>
				isNew
					? sendNewMessage(this, itemIndex, operation as NewMessageOperation)
					: EXISTING_MESSAGE[operation as ExistingMessageOperation](this, itemIndex),
			),
		];
	}
}
