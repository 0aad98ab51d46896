import { expect, test } from '@jest/globals';
import { stanza } from '../stanza/stanza.js';
import { Mailbox } from './mailbox.js';

const copy = (text: string) => stanza('message', { id: 'A' }, [stanza(text)]);

test('who refuses one copy of a message still gets the copy that was sent again', () => {
	const mailbox = new Mailbox();
	mailbox.sent(copy('broken'));
	mailbox.sent(copy('again'));
	mailbox.settle('message', { id: 'A' });
	mailbox.returnUnacked();
	expect(mailbox.takeBacklog()).toEqual([copy('again')]);
});

test('what is acknowledged does not come again', () => {
	const mailbox = new Mailbox();
	mailbox.sent(copy('text'));
	mailbox.settle('message', { id: 'A' });
	mailbox.returnUnacked();
	expect(mailbox.takeBacklog()).toEqual([]);
});
