import { forDevice, type Route } from './handler.js';

export const ackRoutes: readonly Route[] = [
	forDevice({ tag: 'ack' }, ({ stanza, device }) => {
		device.mailbox.settle(stanza.attrs['class'] ?? '', stanza.attrs);
	}),
];
