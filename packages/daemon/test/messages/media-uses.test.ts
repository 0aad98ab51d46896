import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMediaUsesStore } from '../../src/messages/media-uses.store.js';
import type { NewMessage } from '../../src/messages/messages.store.js';
import { messageError } from '../../src/messages/outbox/send-failure.js';
import { OutboxWorld } from './outbox-world.js';

let world: OutboxWorld;
beforeEach(() => {
	world = new OutboxWorld();
});
afterEach(() => world.close());

const attachment = { mimeType: 'image/png', fileName: null, size: 1, sha256: null };
const error = (code: 'MEDIA_UPLOAD_FAILED' | 'DELIVERY_UNKNOWN') => messageError(code);

/** What is said of the file of such a message. */
function useOf(change: Partial<NewMessage>) {
	world.store.insert({ ...world.textOf('a', 'ben'), attachment, mediaFile: 'a', ...change });
	const [use] = createMediaUsesStore(world.database).usesOf(['a']);
	return use && [use.isNeeded, use.isGivenUp];
}

test.each<[string, Partial<NewMessage>, [needed: boolean, givenUp: boolean]]>([
	['that waits is needed', {}, [true, false]],
	['that failed goes', { status: 'failed', error: error('MEDIA_UPLOAD_FAILED') }, [false, true]],
	['that was cancelled goes', { status: 'cancelled' }, [false, true]],
	[
		'that may have arrived counts as sent',
		{ status: 'failed', error: error('DELIVERY_UNKNOWN'), content: new Uint8Array([1]) },
		[false, false],
	],
])('the file of an outgoing message %s', (_what, change, expected) => {
	expect(useOf(change)).toEqual(expected);
});
