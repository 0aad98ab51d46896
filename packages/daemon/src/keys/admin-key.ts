import {
	chmodSync,
	closeSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { formatApiKey, generateKeyId, type KeyEnvironment } from './api-key.js';
import { weakKeyReason } from './weak-key.js';

export interface AdminKeyOptions {
	/** From WAYPOST_ADMIN_KEY. */
	adminKey: string | null;
	/** From WAYPOST_ADMIN_KEY_FILE; wins over `adminKey`. */
	adminKeyFile: string | null;
	dataDir: string;
	environment: KeyEnvironment;
}

export interface AdminKey {
	key: string;
	/** Where it is kept; null when it came from WAYPOST_ADMIN_KEY. */
	file: string | null;
	/** True when this start made it. */
	isNew: boolean;
}

const HOW_TO_MAKE_ONE = 'Make one with: openssl rand -base64 33';

function assertStrong(key: string, name: string): void {
	const reason = weakKeyReason(key);
	if (reason === null) return;
	throw new Error(`The admin key in ${name} ${reason}. ${HOW_TO_MAKE_ONE}`);
}

function readKeyFile(file: string, name: string): string {
	let key: string;
	try {
		key = readFileSync(file, 'utf8').trim();
	} catch (cause) {
		throw new Error(
			`The admin key file ${file} (${name}) cannot be read. Check its path and rights.`,
			{
				cause,
			},
		);
	}
	assertStrong(key, file);
	return key;
}

/** Written beside and linked into place: a crash leaves either no key file or a whole one. */
function writeKeyFile(file: string, key: string): void {
	const draft = `${file}.${process.pid}.new`;
	const descriptor = openSync(draft, 'wx', 0o600);
	try {
		writeSync(descriptor, `${key}\n`);
		fsyncSync(descriptor);
		linkSync(draft, file);
	} finally {
		closeSync(descriptor);
		rmSync(draft, { force: true });
	}
}

const isMissing = (error: unknown): boolean =>
	error instanceof Error &&
	typeof error.cause === 'object' &&
	error.cause !== null &&
	'code' in error.cause &&
	error.cause.code === 'ENOENT';

function readOrCreate(dataDir: string, environment: KeyEnvironment): AdminKey {
	const file = join(dataDir, 'admin.key');
	try {
		const key = readKeyFile(file, 'in the data folder');
		chmodSync(file, 0o600);
		return { key, file, isNew: false };
	} catch (error) {
		if (!isMissing(error)) throw error;
	}
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const key = formatApiKey(environment, generateKeyId());
	writeKeyFile(file, key);
	return { key, file, isNew: true };
}

/**
 * The key that may do everything: from the file or the text that the configuration names, else from
 * `admin.key` (0600) in the data folder, which the first start writes.
 *
 * @throws an Error that says what to do when the key is short, a placeholder or not readable.
 */
export function loadAdminKey(options: AdminKeyOptions): AdminKey {
	const { adminKey, adminKeyFile, dataDir, environment } = options;
	if (adminKeyFile !== null) {
		const key = readKeyFile(adminKeyFile, 'WAYPOST_ADMIN_KEY_FILE');
		return { key, file: adminKeyFile, isNew: false };
	}
	if (adminKey === null) return readOrCreate(dataDir, environment);
	assertStrong(adminKey, 'WAYPOST_ADMIN_KEY');
	return { key: adminKey, file: null, isNew: false };
}
