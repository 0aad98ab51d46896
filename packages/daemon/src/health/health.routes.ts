import { createOpenApiDocument, ERROR_CODES, ERRORS, type Me } from '@waypost/contract';
import { callerOf } from '../http/caller-of.js';
import type { Handlers } from '../http/route.js';
import { systemClock, type Clock } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Database } from '../storage/database.js';
import { readVersion } from './version.js';

export interface HealthRoutesOptions {
	database: Pick<Database, 'assertWritable'>;
	isClosing: () => boolean;
	/** Version of the daemon; the one in its package.json by default. */
	version?: string;
	mode: Me['mode'];
	clock?: Clock;
}

type HealthHandlers = Pick<Handlers, 'live' | 'ready' | 'explainError' | 'openapi' | 'me'>;

/** Anybody may ask whether the store is writable, so the disk is asked at most this often. */
const CHECK_EVERY_MS = 1000;

const OK = { status: 200, body: { status: 'ok' } };

/** Asks the store now and then; between two times the last success holds, a failure never does. */
function storeCheck(database: HealthRoutesOptions['database'], clock: Clock): () => void {
	let checkedAt = -Infinity;
	return () => {
		const now = clock.now();
		if (Math.abs(now - checkedAt) < CHECK_EVERY_MS) return;
		database.assertWritable();
		checkedAt = now;
	};
}

function explain(code: string) {
	const known = ERROR_CODES.find((each) => each === code);
	if (known === undefined) {
		throw new WaypostError(
			'NOT_FOUND',
			`There is no error code "${code}". The codes are the keys of "code" in /openapi.json.`,
		);
	}
	return { code: known, ...ERRORS[known] };
}

/** Whether the daemon works, what it is, and what its errors mean. */
export function healthRoutes(options: HealthRoutesOptions): HealthHandlers {
	const { database, isClosing, version = readVersion(), mode, clock = systemClock } = options;
	const assertStoreWritable = storeCheck(database, clock);
	// Made when somebody asks: that takes longer than anything else at the start.
	let document: ReturnType<typeof createOpenApiDocument> | undefined;
	return {
		live: () => OK,
		ready: () => {
			if (isClosing()) throw new WaypostError('SHUTTING_DOWN');
			assertStoreWritable();
			return OK;
		},
		explainError: ({ params }) => ({ status: 200, body: explain(params.code) }),
		openapi: () => ({ status: 200, body: (document ??= createOpenApiDocument(version)) }),
		me: (request) => {
			const { name, scopes, sessions } = callerOf(request);
			return { status: 200, body: { name, scopes, sessions, version, mode } };
		},
	};
}
