import type { FlowNode } from './node-red-world.ts';

/** A send node as the dialog stores it: `msg.payload` to `msg.to` by the session `sales`. */
export const sendNode = (changes: Partial<FlowNode> = {}): FlowNode => ({
	id: 'send',
	type: 'waypost-send',
	config: 'config',
	session: 'sales',
	sessionType: 'str',
	to: 'to',
	toType: 'msg',
	kind: 'text',
	text: 'payload',
	textType: 'msg',
	replyTo: 'replyTo',
	replyToType: 'msg',
	mentions: 'mentions',
	mentionsType: 'msg',
	sendAt: 'sendAt',
	sendAtType: 'msg',
	ttl: '',
	ttlType: 'num',
	waitFor: 'sent',
	waitSeconds: 10,
	wires: [['out']],
	...changes,
});

/** Collects what it receives. */
export const OUT: FlowNode = { id: 'out', type: 'helper' };

export const CATCH: FlowNode = { id: 'catch', type: 'catch', scope: null, wires: [['caught']] };
export const CAUGHT: FlowNode = { id: 'caught', type: 'helper' };

export const COMPLETE: FlowNode = {
	id: 'complete',
	type: 'complete',
	scope: ['send'],
	wires: [['completed']],
};
export const COMPLETED: FlowNode = { id: 'completed', type: 'helper' };

/** What a catch node gets, as a test reads it. */
export interface Caught {
	error: { message: string; code: string; cause: Record<string, unknown>; source: { id: string } };
}
