import { toE164 } from '../phone-number.js';
import { child, stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';

/**
 * A phone shows that somebody types. What clients send is `<composing/>`, with `media="audio"` while
 * they record, and `<paused/>` (Baileys Socket/chats.js sendPresenceUpdate).
 *
 * @param chat - E.164 of the other person, or the id of the group.
 */
export function showTyping(
	{ events }: Pick<World, 'events'>,
	typist: Account,
	to: Account,
	chat: string,
	content: Stanza['content'],
): void {
	const composing = child(
		content === undefined ? undefined : stanza('chatstate', {}, content),
		'composing',
	);
	const typing = composing?.attrs['media'] === 'audio' ? 'recording' : 'composing';
	events.publish('phone.typing', {
		phoneNumber: toE164(to.number),
		chat,
		from: toE164(typist.number),
		state: composing ? typing : 'paused',
	});
}
