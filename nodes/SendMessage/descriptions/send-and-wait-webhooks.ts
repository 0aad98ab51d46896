import type { IWebhookDescription } from 'n8n-workflow';

/** Where a waiting execution is told of the reply: the resume URL that n8n has signed. */
export const sendAndWaitWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: 'noData',
		path: '={{ $nodeId }}',
		restartWebhook: true,
		isFullPath: true,
	},
];
