import { STATUS_BROADCAST } from '../stanza/jid.js';
import { forDevice, type Route } from './handler.js';

export const ackRoutes: readonly Route[] = [
	/** A status that the client refuses holds up what comes behind it, until the client lets it go. */
	forDevice({ tag: 'ack' }, ({ world, stanza, device }) => {
		const { class: tag = '', to, error } = stanza.attrs;
		const isStatus = tag === 'message' && to === STATUS_BROADCAST;
		if (isStatus && error !== undefined) return device.mailbox.hold();
		device.mailbox.settle(tag, stanza.attrs);
		if (isStatus) world.delivery.release(device);
	}),
];
