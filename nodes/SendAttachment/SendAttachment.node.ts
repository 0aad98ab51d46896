import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { waypostApiTest } from '../shared/credential-test';
import { recipientProperty, searchGroups } from '../shared/recipient';
import { runItems } from '../shared/run-items';
import { searchSessions, sessionProperty } from '../shared/session';
import { attachmentProperties } from './attachment-properties';
import { sendAttachments } from './send-attachments';

/** Sends files: from fields of the item, from the web, or from a folder beside the daemon. */
export class SendAttachment implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Send Attachment (WhatsApp)',
		name: 'sendAttachment',
		icon: { light: 'file:../../icons/waypost.svg', dark: 'file:../../icons/waypost.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["to"]["value"] ? "To " + $parameter["to"]["value"] : "" }}',
		description:
			'Send an image, video, recording, sticker or document by a WhatsApp number that is linked to Waypost',
		defaults: { name: 'Send Attachment' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'waypostApi', required: true, testedBy: 'waypostApiTest' }],
		properties: [sessionProperty, recipientProperty, ...attachmentProperties],
	};

	methods = {
		listSearch: { searchSessions, searchGroups },
		credentialTest: { waypostApiTest },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const sent = await runItems(this, (itemIndex) => sendAttachments(this, itemIndex));
		return [sent];
	}
}
