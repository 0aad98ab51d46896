import { describe, expect, test } from '@jest/globals';
import { ApiError, type Message } from '@waypost/client';
import type { Translate } from '../translate.ts';
import { assertNotFailed, toNodeError } from './error-texts.ts';

const TEXTS: Readonly<Record<string, string>> = {
	'errors.INVALID_NUMBER.title': 'The phone number cannot be used',
	'errors.INVALID_NUMBER.todo': 'Write it with its country code',
	'errors.INVALID_REQUEST.title': 'A value cannot be used',
	'errors.INVALID_REQUEST.todo': 'Check the settings',
	'errors.SESSION_NOT_FOUND.title': 'There is no such session',
	'errors.SESSION_NOT_FOUND.todo': 'Choose one from the list',
	'errors.NOT_SENT.title': 'The message was not sent',
};
const translate: Translate = (key, values) => TEXTS[key] ?? String(values?.['defaultValue'] ?? key);

interface Problem {
	code: string;
	title: string;
	detail: string;
	errors?: ApiError['errors'];
}

/** The words of an error, as a person reads them. */
function wordsOf({ errors = [], ...problem }: Problem): string {
	const more = { status: 422, retryable: false, requestId: 'r', retryAfter: null, errors };
	return toNodeError(new ApiError({ ...problem, ...more, problem: {} } as never), translate)
		.message;
}

describe('an error of the daemon', () => {
	test('has what the daemon says of the case between our words', () => {
		const words = wordsOf({
			code: 'INVALID_NUMBER',
			title: 'The recipient is no number.',
			detail: "'12' has 2 digits.",
		});
		expect(words).toBe(
			"The phone number cannot be used. '12' has 2 digits. Write it with its country code.",
		);
	});

	test('gives its advice once, where the daemon gives the same', () => {
		const words = wordsOf({
			code: 'INVALID_NUMBER',
			title: 'The recipient is no number.',
			detail: "'0170' has no country code. Write it with its country code, for example +49.",
		});
		expect(words).toBe(
			"The phone number cannot be used. '0170' has no country code. Write it with its country code, for example +49.",
		);
	});

	test('has no general words of the daemon beside ours', () => {
		const words = wordsOf({
			code: 'INVALID_NUMBER',
			title: 'The recipient is no number.',
			detail: 'The recipient is no number. Send another.',
		});
		expect(words).toBe('The phone number cannot be used. Write it with its country code.');
	});

	test('is said in our words alone, where those of the API say nothing more', () => {
		const words = wordsOf({
			code: 'SESSION_NOT_FOUND',
			title: 'No session.',
			detail: "There is no session 'x'.",
		});
		expect(words).toBe('There is no such session. Choose one from the list.');
	});

	test('names each value that is wrong once', () => {
		const words = wordsOf({
			code: 'INVALID_REQUEST',
			title: 'The request is not valid.',
			detail: 'The body is not valid. /to: Too short',
			errors: [
				{ path: '/to', code: 'too_small', message: 'Too short' },
				{ path: '/text', code: 'too_big', message: 'Too long' },
			],
		});
		expect(words).toBe(
			'A value cannot be used. The body is not valid. /to: Too short. /text: Too long. Check the settings.',
		);
	});

	test('that has no words of ours is said in those of the daemon', () => {
		const words = wordsOf({ code: 'NEW', title: 'New.', detail: 'New. Do this.' });
		expect(words).toBe('New. Do this.');
	});
});

test('a message that failed later says so, in the words of the daemon where we have none', () => {
	const error = { code: 'NEW', detail: 'Do this.', upstreamCode: null, retryable: false };
	const message = { id: 'm', status: 'failed', error, chat: { id: 'c' } } as unknown as Message;
	expect(() => assertNotFailed(message, translate)).toThrow('The message was not sent. Do this.');
});
