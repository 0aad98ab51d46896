import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { rowOfChange, rowOfMessage } from '../../src/messages/incoming/incoming-rows.js';
import type {
	Address,
	ChatAddress,
	ReceivedChange,
	ReceivedMessage,
} from '../../src/whatsapp/whatsapp-connection.js';
import { MessageLogWorld } from './message-log-world.js';

const person = (digits: string, lid: string | null, name: string): Address => ({
	...{ id: `${digits}@s.whatsapp.net`, phoneNumber: `+${digits}`, lid, name },
});
const ANNA = person('491700000001', null, 'Anna');
const BEN = person('491700000002', '900002@lid', 'Ben');
const EVE = person('491700000003', null, 'Eve');
const CHAT: ChatAddress = { ...BEN, kind: 'direct' };
const GROUP: ChatAddress = {
	...{ id: '1203@g.us', phoneNumber: null, lid: null, name: null },
	kind: 'group',
};

describe('what comes in about another message', () => {
	let world: MessageLogWorld;

	beforeEach(() => {
		world = new MessageLogWorld();
	});
	afterEach(() => world.close());

	function receive(more: Partial<ReceivedMessage> = {}): string {
		const id = world.ids.next();
		const received: ReceivedMessage = {
			...{ whatsappId: 'M', chat: CHAT, from: BEN, fromMe: false, kind: 'text', text: 'old' },
			...{ attachment: null, location: null, contacts: [], poll: null, reaction: null },
			...{ target: null, mentions: [], replyTo: null, content: Uint8Array.of(1), at: 1000 },
			...more,
		};
		world.log.record(rowOfMessage(received, { id, sessionId: 'sales', replyTo: null }));
		return id;
	}

	function change(kind: 'edit' | 'delete', more: Partial<ReceivedChange> = {}): boolean {
		const text = kind === 'edit' ? 'new' : null;
		const content = kind === 'edit' ? Uint8Array.of(2) : null;
		const received: ReceivedChange = {
			...{ kind, whatsappId: `${kind}-1`, target: 'M', chat: CHAT, from: BEN, fromMe: false },
			...{ text, content, asAdmin: false, at: 2000 },
			...more,
		};
		return world.log.record(rowOfChange(received, { id: world.ids.next(), sessionId: 'sales' }));
	}

	const stored = (id: string) => world.store.get('sales', id);

	describe('an edit', () => {
		test('changes the message, and is told with it', () => {
			const id = receive();
			change('edit');
			expect(stored(id)).toMatchObject({ text: 'new', editedAt: 2000, content: Uint8Array.of(2) });
			expect(world.types).toEqual(['message.received', 'message.edited']);
			expect(world.dataOf('message.edited')).toMatchObject([
				{ message: { id, text: 'new', editedAt: '1970-01-01T00:00:02.000Z' }, by: { name: 'Ben' } },
			]);
		});

		test('that comes again changes and tells nothing', () => {
			receive();
			change('edit');
			expect(change('edit')).toBe(false);
			expect(world.dataOf('message.edited')).toHaveLength(1);
		});

		test('that is older than the one before it changes nothing', () => {
			const id = receive();
			change('edit', { whatsappId: 'edit-2', text: 'newest', at: 3000 });
			change('edit', { whatsappId: 'edit-1', text: 'older', at: 2000 });
			expect(stored(id)?.text).toBe('newest');
			expect(world.dataOf('message.edited')).toHaveLength(1);
		});

		test('by somebody else changes nothing', () => {
			const id = receive({ chat: GROUP });
			change('edit', { chat: GROUP, from: EVE });
			expect(stored(id)?.text).toBe('old');
			expect(world.dataOf('message.edited')).toEqual([]);
		});

		test('from another chat that names its id changes nothing', () => {
			const id = receive();
			change('edit', { chat: { ...EVE, kind: 'direct' }, from: EVE });
			expect(stored(id)?.text).toBe('old');
		});

		test('of a caption leaves the file as it is', () => {
			const attachment = { mimeType: 'image/jpeg', fileName: null, size: 1, sha256: null };
			const id = receive({ kind: 'image', attachment });
			change('edit');
			expect(stored(id)).toMatchObject({ text: 'new', attachment, content: Uint8Array.of(1) });
		});

		test('that overtakes its message is told right after it', () => {
			change('edit');
			expect(world.types).toEqual([]);
			receive();
			expect(world.types).toEqual(['message.received', 'message.edited']);
			expect(world.dataOf('message.received')[0]?.message.text).toBe('old');
		});

		test('by somebody else that overtakes the message stays without effect', () => {
			change('edit', { chat: GROUP, from: EVE });
			const id = receive({ chat: GROUP });
			expect(stored(id)?.text).toBe('old');
		});

		test('by the owner on the phone changes what was sent from here', () => {
			const id = receive({ fromMe: true, from: ANNA });
			change('edit', { fromMe: true, from: ANNA });
			expect(stored(id)?.text).toBe('new');
			expect(world.dataOf('message.edited')).toMatchObject([{ by: { name: 'Anna' } }]);
		});

		test('of a deleted message changes nothing', () => {
			const id = receive();
			change('delete');
			change('edit');
			expect(stored(id)?.text).toBeNull();
		});

		test('by a writer who was known by the LID alone counts', () => {
			const lidOnly = { id: '900002@lid', phoneNumber: null, lid: '900002@lid', name: null };
			const id = receive({ chat: GROUP, from: lidOnly });
			change('edit', { chat: GROUP, from: BEN });
			expect(stored(id)?.text).toBe('new');
		});
	});

	describe('a delete', () => {
		test('empties the message, and is told', () => {
			const id = receive();
			change('delete');
			expect(stored(id)).toMatchObject({ text: null, attachment: null, deletedAt: 2000 });
			expect(world.dataOf('message.deleted')).toMatchObject([
				{ messageId: id, whatsappId: 'M', chat: { id: BEN.id }, by: { name: 'Ben' } },
			]);
		});

		test('that comes again is told once', () => {
			receive();
			change('delete');
			change('delete');
			change('delete', { whatsappId: 'delete-2' });
			expect(world.dataOf('message.deleted')).toHaveLength(1);
		});

		test('of a message that is not here is told without our id', () => {
			change('delete');
			expect(world.dataOf('message.deleted')).toMatchObject([{ messageId: null, whatsappId: 'M' }]);
		});

		test('that overtakes its message keeps it from being told, and empties it', () => {
			change('delete');
			const id = receive();
			expect(stored(id)).toMatchObject({ text: null, deletedAt: 2000 });
			expect(world.types).toEqual(['message.deleted']);
		});

		test('by somebody else in a direct chat deletes nothing', () => {
			const id = receive({ fromMe: true, from: ANNA });
			change('delete');
			expect(stored(id)?.deletedAt).toBeNull();
		});

		test('by an admin of the group counts', () => {
			const id = receive({ chat: GROUP });
			change('delete', { chat: GROUP, from: EVE, asAdmin: true });
			expect(stored(id)?.deletedAt).toBe(2000);
		});

		test('by another member of the group deletes nothing', () => {
			const id = receive({ chat: GROUP });
			change('delete', { chat: GROUP, from: EVE });
			expect(stored(id)?.deletedAt).toBeNull();
		});
	});

	describe('a reaction', () => {
		const react = (emoji: string, whatsappId = 'R') =>
			receive({ whatsappId, kind: 'reaction', text: null, reaction: emoji, target: 'M' });

		test('is told as one, and not as a message', () => {
			const id = receive();
			react('👍');
			expect(world.types).toEqual(['message.received', 'message.reaction']);
			expect(world.dataOf('message.reaction')).toMatchObject([
				{ messageId: id, whatsappId: 'M', from: { name: 'Ben' }, emoji: '👍' },
			]);
		});

		test('is stored with its target and its emoji', () => {
			const target = receive();
			const id = react('👍');
			expect(stored(id)).toMatchObject({ targetId: target, details: { reaction: '👍' } });
		});

		test('taken back is told with no emoji', () => {
			receive();
			react('');
			expect(world.dataOf('message.reaction')).toMatchObject([{ emoji: '' }]);
		});

		test('to a message that is not here is told without our id, and finds it later', () => {
			const id = react('👍');
			expect(world.dataOf('message.reaction')).toMatchObject([{ messageId: null }]);
			const target = receive();
			expect(stored(id)?.targetId).toBe(target);
		});

		test('that comes again is told once', () => {
			receive();
			react('👍');
			react('👍');
			expect(world.dataOf('message.reaction')).toHaveLength(1);
		});
	});

	test('an early change is found by an index, however many messages there are', () => {
		const plan = world.database.all<{ detail: string }>(
			`EXPLAIN QUERY PLAN SELECT * FROM messages WHERE session_id = 'a' AND json_extract(details, '$.target') = 'b'
				AND target_id IS NULL AND kind IN ('reaction', 'edit', 'delete') ORDER BY seq`,
		);
		expect(plan.map(({ detail }) => detail).join()).toContain('messages_early_changes');
	});
});
