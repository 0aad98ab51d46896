import { expect, test } from '@jest/globals';
import { ApiError, NetworkError, type WaypostError } from '@waypost/client';
import type { ConnectionView } from '../daemon/daemon-connection.ts';
import { BrokenOff, PatientCalls } from './patient-calls.ts';

const away = (): WaypostError => new NetworkError('http://127.0.0.1:9', 'no answer');
const nameless = (): WaypostError =>
	new NetworkError('http://waypost:9297', 'no answer', {
		cause: { cause: { code: 'ENOTFOUND' } },
	});
const badGateway = (): WaypostError =>
	new ApiError({
		...{ code: 'SERVER_ERROR', status: 502, title: 'No Waypost.', detail: '', retryable: true },
		...{ requestId: null, retryAfter: null, errors: [], problem: null },
	});
const view = (state: ConnectionView['state']): ConnectionView => ({
	...{ state, error: null, sessions: null },
});

/** Fails so often, and then answers. */
function failing(times: number, error: () => Error) {
	let calls = 0;
	return async (): Promise<number> => {
		if (++calls <= times) throw error();
		return calls;
	};
}

test.each([
	['the daemon was away', away],
	['its container was stopped, and with it its name', nameless],
	['a proxy answered in its place', badGateway],
	['the answer broke off', () => new BrokenOff()],
])('a call is made again when %s, as soon as the connection is back', async (_name, error) => {
	const calls = new PatientCalls(new AbortController().signal);
	const answer = calls.run(failing(1, error));
	await Promise.resolve();
	calls.setView(view('connected'));
	expect(await answer).toBe(2);
});

test('another failure is no matter of patience', async () => {
	const calls = new PatientCalls(new AbortController().signal);
	await expect(calls.run(failing(1, () => new Error('no')))).rejects.toThrow('no');
});

test('it ends with its node, with the failure that it waited for to pass', async () => {
	const stop = new AbortController();
	const calls = new PatientCalls(stop.signal);
	const answer = calls.run(failing(9, away));
	stop.abort();
	await expect(answer).rejects.toThrow('no answer');
});
