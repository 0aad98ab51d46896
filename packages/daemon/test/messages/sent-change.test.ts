import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { NewMessage } from '../../src/messages/messages.store.js';
import { OutboxWorld } from './outbox-world.js';

describe('a change of ours that is confirmed late', () => {
	let world: OutboxWorld;
	beforeEach(() => {
		world = new OutboxWorld();
		store('target', { status: 'sent', text: 'old' });
	});
	afterEach(() => world.close());

	function store(id: string, change: Partial<NewMessage>): void {
		world.store.insert({ ...world.textOf(id, 'ben'), ...change });
	}

	const change = (id: string, kind: 'edit' | 'delete') =>
		store(id, { kind, targetId: 'target', text: kind === 'edit' ? id : null, status: 'sending' });

	const confirm = (id: string) =>
		world.log.advance(world.message(id), 'delivered', world.clock.now());

	test('does not take a newer edit back', () => {
		change('first', 'edit');
		change('second', 'edit');
		confirm('second');
		confirm('first');
		expect(world.message('target').text).toBe('second');
		expect(world.dataOf('message.edited')).toHaveLength(1);
	});

	test('changes the message when the newer edit was never confirmed', () => {
		change('first', 'edit');
		change('second', 'edit');
		confirm('first');
		expect(world.message('target').text).toBe('first');
	});

	test('deletes the message whatever came after it', () => {
		change('gone', 'delete');
		change('newer', 'edit');
		confirm('newer');
		confirm('gone');
		expect(world.message('target')).toMatchObject({ text: null, deletedAt: world.clock.now() });
	});
});
