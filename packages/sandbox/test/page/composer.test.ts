import { beforeEach, describe, expect, test } from '@jest/globals';
import { inTurn } from '../../page/base/in-turn.js';
import type { ApiClient } from '../../page/base/api-client.js';
import { putBack, takeWritten } from '../../page/composer/send.js';
import { OpenChat } from '../../page/state/open-chat.js';
import type { DisplayedMessage } from '../../src/index.js';

const message = { id: 'A' } as DisplayedMessage;

describe('what is written in a chat', () => {
	let open: OpenChat;

	beforeEach(() => {
		open = new OpenChat({} as ApiClient, '/v1/phones/1', '2');
	});

	const pending = (name: string) =>
		({ file: new File(['x'], name), kind: 'image', preview: null }) as const;

	test('leaves the field when it is sent', () => {
		open.draft.value = ' hello ';
		open.answering.value = message;
		expect(takeWritten(open)).toEqual([
			{ text: 'hello', file: null, answering: message, editing: null },
		]);
		expect([open.draft.value, open.answering.value]).toEqual(['', null]);
	});

	test('is one message for each file, the text below the first', () => {
		open.draft.value = 'both';
		open.files.value = [pending('one'), pending('two')];
		const written = takeWritten(open);
		expect(written.map(({ text, file }) => [text, file?.file.name])).toEqual([
			['both', 'one'],
			['', 'two'],
		]);
		expect(open.files.value).toEqual([]);
	});

	test('leaves files alone while a message is changed', () => {
		open.draft.value = 'changed';
		open.editing.value = message;
		open.files.value = [pending('one')];
		expect(takeWritten(open)).toHaveLength(1);
		expect(open.files.value).toHaveLength(1);
	});

	test('is nothing when nothing is written', () => {
		open.draft.value = '  ';
		expect(takeWritten(open)).toEqual([]);
	});

	test('comes back before what was written meanwhile, when it could not be sent', () => {
		open.draft.value = 'first';
		open.answering.value = message;
		const [written] = takeWritten(open);
		open.draft.value = 'second';
		if (written) putBack(open, written);
		expect([open.draft.value, open.answering.value]).toEqual(['first\nsecond', message]);
	});
});

describe('what is done in turn', () => {
	test('keeps its order, however long each takes, also after a failure', async () => {
		const done: string[] = [];
		const run = inTurn();
		const gate = Promise.withResolvers<void>();
		const first = run(async () => {
			await gate.promise;
			done.push('first');
			throw new Error('no');
		});
		const second = run(async () => done.push('second'));
		gate.resolve();
		await expect(first).rejects.toThrow('no');
		await second;
		expect(done).toEqual(['first', 'second']);
	});
});
