import { stanza, type Stanza } from '../stanza/stanza.js';

/** What the server says to a client that missed changes of its groups (Baileys Socket/groups.js, CB:ib,,dirty). */
export const groupsDirty = (timestamp: number): Stanza =>
	stanza('ib', {}, [stanza('dirty', { type: 'groups', timestamp })]);
