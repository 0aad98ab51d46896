import { beforeEach, describe, expect, test } from '@jest/globals';
import { mendLibsignal } from '../mend-libsignal.js';
import { silenceLibsignal } from '../quiet-libsignal.js';
import { proto } from './protocol.js';
import { SignalIdentity } from './signal.js';

silenceLibsignal();
mendLibsignal();

const ANNA = '1@lid';
const BEN = '2@lid';
const saying = (conversation: string) => proto.Message.fromObject({ conversation });

describe('a message', () => {
	let anna: SignalIdentity;
	let ben: SignalIdentity;

	beforeEach(async () => {
		anna = new SignalIdentity();
		ben = new SignalIdentity();
		await anna.openSession(BEN, await ben.issueBundle());
		await ben.decrypt(ANNA, await anna.encrypt(BEN, saying('hello')));
	});

	test('that was on its way while the receiver opened a new session can be opened', async () => {
		const underWay = await ben.encrypt(ANNA, saying('hello Anna'));
		await anna.openSession(BEN, await ben.issueBundle());
		const { conversation } = await anna.decrypt(BEN, underWay);
		expect(conversation).toBe('hello Anna');
	});

	test('in a new session can be opened after one came in the old session', async () => {
		const underWay = await ben.encrypt(ANNA, saying('hello Anna'));
		await anna.openSession(BEN, await ben.issueBundle());
		await anna.decrypt(BEN, underWay);
		const { conversation } = await ben.decrypt(ANNA, await anna.encrypt(BEN, saying('news')));
		expect(conversation).toBe('news');
	});
});
