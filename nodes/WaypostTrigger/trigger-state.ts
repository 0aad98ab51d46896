import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/**
 * What a trigger keeps between requests. n8n stores it with the workflow, and keeps that of "Listen
 * for test event" apart from it, so that each has its own webhook endpoint and secret.
 */
export interface TriggerState {
	/** The webhook endpoint at the daemon; absent while the workflow is not active. */
	endpointId?: string;
	/** With which the daemon signs. */
	secret?: string;
	/** Ids of events that the workflow got and Waypost will repeat; see `HandledEvents`. */
	handled?: string[];
	/** An endpoint that could not be deleted, because the daemon was not there. */
	leftoverId?: string;
}

export const stateOf = (context: IHookFunctions | IWebhookFunctions): TriggerState =>
	context.getWorkflowStaticData('node') as TriggerState;
