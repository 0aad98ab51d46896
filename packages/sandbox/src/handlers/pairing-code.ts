import { parseJid } from '../stanza/jid.js';
import { child, requiredBytes, stanza } from '../stanza/stanza.js';
import { forAnyone, type Route, type StanzaContext } from './handler.js';

const TAG = 'link_code_companion_reg';

export const pairingCodeRoutes: readonly Route[] = [
	forAnyone({ tag: 'iq', xmlns: 'md', child: TAG }, (context) => {
		const stage = child(context.stanza, TAG)?.attrs['stage'];
		if (stage === 'companion_hello') companionHello(context);
		else if (stage === 'companion_finish') companionFinish(context);
		else context.connection.answer(context.stanza);
	}),
];

/** The client made up a code, shows it, and sends its key wrapped with it. */
function companionHello({ world, connection, stanza: query }: StanzaContext): void {
	const hello = child(query, TAG);
	const name = 'link_code_pairing_wrapped_companion_ephemeral_pub';
	const wrapped = requiredBytes(child(hello, name), name);
	const { user } = parseJid(hello?.attrs['jid']);
	const { ref } = world.linking.awaitCode(connection, user, wrapped);
	const content = [stanza('link_code_pairing_ref', {}, ref)];
	connection.answer(query, [stanza(TAG, { stage: 'companion_hello' }, content)]);
}

/** The client's answer to the code typed on the phone; it cannot be opened when that was another. */
function companionFinish({ world, connection, stanza: query }: StanzaContext): void {
	const finish = child(query, TAG);
	const bundle = 'link_code_pairing_wrapped_key_bundle';
	const identity = 'companion_identity_public';
	const right = world.linking.finishCode(
		connection,
		requiredBytes(child(finish, identity), identity),
		requiredBytes(child(finish, bundle), bundle),
	);
	if (right) connection.answer(query);
	else connection.answerError(query, 400, 'bad-request');
}
