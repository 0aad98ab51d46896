import {
	chmodSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadAdminKey, type AdminKeyOptions } from './admin-key.js';

const STRONG = 'q7Jx0vN3kZ5mB8cF1hT4wR6yU9sD2gLe';

describe('the admin key', () => {
	let dataDir: string;
	const load = (options: Partial<AdminKeyOptions> = {}) =>
		loadAdminKey({ adminKey: null, adminKeyFile: null, environment: 'live', dataDir, ...options });
	const fileWith = (text: string): string => {
		const file = join(dataDir, 'given.key');
		writeFileSync(file, text);
		return file;
	};

	beforeEach(() => {
		dataDir = mkdtempSync(join(tmpdir(), 'waypost-admin-key-'));
	});
	afterEach(() => rmSync(dataDir, { recursive: true }));

	test('is made at the first start, for its owner only', () => {
		const { key, file, isNew } = load();
		expect({ file, isNew }).toEqual({ file: join(dataDir, 'admin.key'), isNew: true });
		expect(readFileSync(file ?? '', 'utf8').trim()).toBe(key);
		expect(statSync(file ?? '').mode & 0o777).toBe(0o600);
	});

	test('is the same at the next start', () => {
		const { key } = load();
		expect(load()).toMatchObject({ key, isNew: false });
	});

	test('leaves no other file behind', () => {
		load();
		expect(readdirSync(dataDir)).toEqual(['admin.key']);
	});

	test('is closed to others when its file was open to them', () => {
		const { file } = load();
		chmodSync(file ?? '', 0o644);
		load();
		expect(statSync(file ?? '').mode & 0o777).toBe(0o600);
	});

	test('may be given as a text', () => {
		expect(load({ adminKey: STRONG })).toEqual({ key: STRONG, file: null, isNew: false });
	});

	test('may be given as a file, which wins', () => {
		const adminKeyFile = fileWith(`${STRONG}\n`);
		expect(load({ adminKeyFile, adminKey: 'another' }).key).toBe(STRONG);
	});

	test('is refused when it is weak, with what to do', () => {
		const adminKeyFile = fileWith('changeme');
		expect(() => load({ adminKeyFile })).toThrow(/given\.key has 8 characters.*openssl rand/);
	});

	test('is refused when its file is not there', () => {
		const adminKeyFile = join(dataDir, 'nothing');
		expect(() => load({ adminKeyFile })).toThrow(/nothing.*WAYPOST_ADMIN_KEY_FILE.*cannot be read/);
	});

	test('is not replaced when its file was damaged', () => {
		writeFileSync(join(dataDir, 'admin.key'), '');
		expect(() => load()).toThrow(/admin\.key has 0 characters/);
	});
});
