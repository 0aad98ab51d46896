import type { Stanza } from '../stanza/stanza.js';

/** Attributes with a person's other address (Baileys Utils/decode-wa-message.js extractAddressingContext). */
const OTHER_ADDRESS = /^(participant|sender|recipient|peer_recipient)_(pn|lid)$/;

/** A copy of the stanza that names people by one address only, as WhatsApp does at times. */
export function withOneAddress(of: Stanza): Stanza {
	const kept = Object.entries(of.attrs).filter(([name]) => !OTHER_ADDRESS.test(name));
	return { ...of, attrs: Object.fromEntries(kept) };
}
