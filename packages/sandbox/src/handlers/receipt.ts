import { answerMediaRetry } from '../routing/media-retries.js';
import { child, children, stanza } from '../stanza/stanza.js';
import { forDevice, type Route } from './handler.js';

export const receiptRoutes: readonly Route[] = [
	/** A receipt settles the message in the mailbox, is acknowledged, and goes on to who must see it. */
	forDevice({ tag: 'receipt' }, async ({ world, connection, stanza: receipt, device }) => {
		const { id = '', to, type, participant } = receipt.attrs;
		if (type === 'peer_msg') {
			device.awaitedPeerReceipts.get(id)?.();
			device.awaitedPeerReceipts.delete(id);
		}
		if (type !== 'retry') {
			const more = children(child(receipt, 'list'), 'item').map((item) => item.attrs['id']);
			for (const each of [id, ...more]) device.mailbox.settle('message', { id: each });
		}
		connection.send(stanza('ack', { class: 'receipt', id, from: to, type, participant }));
		world.receipts.route({ account: device.account, device }, receipt);
		if (type === 'server-error') await answerMediaRetry(world, device, receipt);
	}),
];
