import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { describeConfig, readConfig, readEnvironment } from './config.js';

const ROOT_KEY = 'ab'.repeat(32);
const SANDBOX = 'ws://127.0.0.1:9298/ws/chat';
const mistakesOf = (env: Record<string, string>): string => {
	try {
		readConfig(env);
		return '';
	} catch (error) {
		return (error as Error).message;
	}
};

describe('the configuration', () => {
	test('of an empty environment is that of a first start', () => {
		expect(readConfig({})).toEqual({
			config: {
				...{ host: '127.0.0.1', port: 9297, dataDir: resolve('data'), logLevel: 'info' },
				...{ adminKey: null, adminKeyFile: null, publicUrl: null, maxSessions: null },
				outboundAllow: [],
				eventRetentionDays: 30,
				...{ mediaDir: null, ffmpeg: 'ffmpeg' },
				...{ maxFileSize: 100 * 1024 * 1024, mediaCache: 1024 * 1024 * 1024 },
				...{ allowedHosts: [], allowedOrigins: [], whatsapp: { mode: 'live' } },
			},
			warnings: [],
		});
	});

	test('takes an empty value for an absent one', () => {
		expect(readConfig({ WAYPOST_PORT: ' ', WAYPOST_ADMIN_KEY: '' }).config.port).toBe(9297);
	});

	test('reads lists, paths and addresses', () => {
		const { config } = readConfig({
			WAYPOST_ALLOWED_HOSTS: 'waypost, Waypost.example.com:9297',
			WAYPOST_ALLOWED_ORIGINS: 'http://localhost:5173',
			WAYPOST_PUBLIC_URL: 'https://waypost.example.com/',
			WAYPOST_MAX_SESSIONS: '20',
			WAYPOST_DATA_DIR: 'elsewhere',
		});
		expect(config).toMatchObject({
			allowedHosts: ['waypost', 'waypost.example.com:9297'],
			allowedOrigins: ['http://localhost:5173'],
			publicUrl: 'https://waypost.example.com',
			maxSessions: 20,
			dataDir: resolve('elsewhere'),
		});
	});

	test('of a sandbox needs its URL and its root key', () => {
		const env = { WAYPOST_WHATSAPP_URL: SANDBOX, WAYPOST_WHATSAPP_ROOT_KEY: ROOT_KEY };
		expect(readConfig(env).config.whatsapp).toEqual({
			...{ mode: 'sandbox', url: SANDBOX, rootKey: ROOT_KEY, caFile: null },
		});
	});

	test.each([
		[{ WAYPOST_WHATSAPP_URL: SANDBOX }, 'WAYPOST_WHATSAPP_ROOT_KEY is missing'],
		[{ WAYPOST_WHATSAPP_ROOT_KEY: ROOT_KEY }, 'WAYPOST_WHATSAPP_URL is missing'],
		[{ WAYPOST_WHATSAPP_CA_FILE: 'ca.pem' }, 'WAYPOST_WHATSAPP_URL is missing'],
	])('refuses half a sandbox: %j', (env, mistake) => {
		expect(mistakesOf(env as Record<string, string>)).toContain(mistake);
	});

	test('refuses a certificate file that is not there', () => {
		const env = { WAYPOST_WHATSAPP_URL: SANDBOX, WAYPOST_WHATSAPP_ROOT_KEY: ROOT_KEY };
		expect(mistakesOf({ ...env, WAYPOST_WHATSAPP_CA_FILE: '/nowhere/ca.pem' })).toContain(
			'WAYPOST_WHATSAPP_CA_FILE names /nowhere/ca.pem, which is not there.',
		);
	});

	test.each([
		['WAYPOST_HOST', 'http://localhost'],
		['WAYPOST_PORT', '70000'],
		['WAYPOST_PORT', '80 80'],
		['WAYPOST_ADMIN_KEY', 'short'],
		['WAYPOST_ADMIN_KEY', 'changeme-changeme-changeme-changeme'],
		['WAYPOST_PUBLIC_URL', 'waypost.example.com'],
		['WAYPOST_ALLOWED_HOSTS', 'http://waypost'],
		['WAYPOST_ALLOWED_ORIGINS', '*'],
		['WAYPOST_ALLOWED_ORIGINS', 'http://localhost:5173/'],
		['WAYPOST_OUTBOUND_ALLOW', 'http://n8n'],
		['WAYPOST_OUTBOUND_ALLOW', '10.0.0.0/33'],
		['WAYPOST_MAX_FILE_SIZE', '100MB'],
		['WAYPOST_MEDIA_CACHE', '0'],
		['WAYPOST_MAX_SESSIONS', '0'],
		['WAYPOST_LOG_LEVEL', 'verbose'],
		['WAYPOST_CREDENTIALS_URL', 'redis://localhost'],
		['WAYPOST_WHATSAPP_URL', 'wss://web.whatsapp.com/ws/chat'],
		['WAYPOST_WHATSAPP_ROOT_KEY', 'abc'],
	])('names %s and an example when it is %s', (variable, value) => {
		expect(mistakesOf({ [variable]: value })).toMatch(new RegExp(`- ${variable} .+ Example: .+`));
	});

	test('tells all mistakes at once', () => {
		const message = mistakesOf({ WAYPOST_PORT: 'x', WAYPOST_LOG_LEVEL: 'y' });
		expect(message.match(/^- WAYPOST_/gm)).toHaveLength(2);
	});

	test('never shows the admin key in a mistake', () => {
		expect(mistakesOf({ WAYPOST_ADMIN_KEY: 'hunter2' })).not.toContain('hunter2');
	});

	test('warns of names that it does not know', () => {
		expect(readConfig({ WAYPOST_PROT: '1', PATH: '/' }).warnings).toEqual([
			'WAYPOST_PROT is not a setting of this version and is ignored.',
		]);
	});

	test('warns when other machines reach the daemon', () => {
		expect(readConfig({ WAYPOST_HOST: '0.0.0.0' }).warnings[0]).toContain('listens on 0.0.0.0');
	});

	test('gives way to settings that come another way', () => {
		expect(readConfig({ WAYPOST_PORT: '1' }, { port: 0 }).config.port).toBe(0);
	});

	test('cannot be changed', () => {
		expect(Object.isFrozen(readConfig({}).config)).toBe(true);
	});

	test('is described variable by variable', () => {
		expect(describeConfig()).toMatch(/^WAYPOST_PORT\n +Port to listen on.*\n +Default: 9297\./m);
	});
});

describe('a .env file', () => {
	test('adds to the environment and does not replace what is set', () => {
		const folder = mkdtempSync(join(tmpdir(), 'waypost-env-'));
		const file = join(folder, '.env');
		writeFileSync(file, 'WAYPOST_PORT=1\nWAYPOST_HOST=waypost\n');
		const environment = readEnvironment(file, { WAYPOST_PORT: '2' });
		rmSync(folder, { recursive: true });
		expect(environment).toEqual({ WAYPOST_PORT: '2', WAYPOST_HOST: 'waypost' });
	});

	test('may be absent', () => {
		expect(readEnvironment('/nowhere/.env', { WAYPOST_PORT: '2' })).toEqual({ WAYPOST_PORT: '2' });
	});
});
