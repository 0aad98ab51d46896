import { children, stanza, type Stanza } from '../stanza/stanza.js';

const CONTENT = new Set(['enc', 'device-identity']);

/** A message without what is in it; Baileys asks its phone for that (Socket/messages-recv.js, handleMessage). */
export function asUnavailable(message: Stanza): Stanza {
	const others = children(message).filter(({ tag }) => !CONTENT.has(tag));
	return { ...message, content: [stanza('unavailable'), ...others] };
}
