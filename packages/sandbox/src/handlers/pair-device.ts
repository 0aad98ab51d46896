import { bytesOf, child } from '../stanza/stanza.js';
import { forDevice, type Route, type StanzaContext } from './handler.js';

/** Replies to the server's own queries; only the signature after `pair-success` matters. */
export function takeSignature({ world, connection, stanza }: StanzaContext): void {
	const identity = child(child(stanza, 'pair-device-sign'), 'device-identity');
	const signature = bytesOf(identity);
	if (signature) world.linking.completeSignature(connection, signature);
}

export const pairDeviceRoutes: readonly Route[] = [
	/** The client's logout(). */
	forDevice({ tag: 'iq', xmlns: 'md', child: 'remove-companion-device' }, (context) => {
		context.connection.answer(context.stanza);
		context.world.linking.unlink(context.device);
	}),
];
