import { expect, test } from '@jest/globals';
import { asUnreadableStatus } from './unreadable-status.js';
import { withOneAddress } from './one-address.js';

test('only the address a stanza is from stays', () => {
	const attrs = { from: '1@lid', sender_pn: '2@s.whatsapp.net', participant_lid: '3@lid', id: 'A' };
	expect(withOneAddress({ tag: 'message', attrs }).attrs).toEqual({ from: '1@lid', id: 'A' });
});

test('an unreadable status names its writer as the participant', () => {
	const stanza = { tag: 'message', attrs: { from: '1@lid', id: 'A' } };
	expect(asUnreadableStatus(stanza).attrs).toEqual({
		...{ from: 'status@broadcast', participant: '1@lid', id: 'A' },
	});
});
