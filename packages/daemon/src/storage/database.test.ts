import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from './database.js';

describe('the database', () => {
	let folder: string;
	let db: Database;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'waypost-database-'));
		db = new Database({ file: join(folder, 'data', 'waypost.db') });
	});
	afterEach(() => {
		db.close();
		rmSync(folder, { recursive: true });
	});

	const put = (key: string) => db.run('INSERT INTO meta (key, value) VALUES (?, 1)', key);
	const keys = () => db.all<{ key: string }>('SELECT key FROM meta').map(({ key }) => key);

	test('is readable by its owner alone', () => {
		expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
		for (const file of readdirSync(join(folder, 'data'))) {
			expect([file, statSync(join(folder, 'data', file)).mode & 0o777]).toEqual([file, 0o600]);
		}
	});

	test('writes ahead, and asks the disk before it says done', () => {
		expect(db.get('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' });
		// 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
		expect(db.get('PRAGMA synchronous')).toMatchObject({ synchronous: 2 });
	});

	test('belongs to one process: a second one is refused in words', () => {
		expect(() => new Database({ file: join(folder, 'data', 'waypost.db') })).toThrow(
			/Another Waypost daemon uses .*WAYPOST_DATA_DIR/,
		);
	});

	test('fails a commit that may not be, and keeps nothing of it', () => {
		let isRefused = false;
		const other = new Database({
			file: ':memory:',
			beforeCommit: () => {
				if (isRefused) throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
			},
		});
		const write = () => other.run("INSERT INTO meta (key, value) VALUES ('a', 1)");
		isRefused = true;
		for (const attempt of [write, () => other.transaction(write)]) {
			expect(attempt).toThrow(expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }));
		}
		isRefused = false;
		expect(write()).toBe(1);
		other.close();
	});

	test('takes all of a transaction or nothing', () => {
		expect(() =>
			db.transaction(() => {
				put('a');
				throw new Error('stop');
			}),
		).toThrow('stop');
		expect(keys()).toEqual([]);
	});

	test('joins a transaction inside another to the outer one', () => {
		expect(() =>
			db.transaction(() => {
				db.transaction(() => put('inner'));
				throw new Error('stop');
			}),
		).toThrow('stop');
		expect(keys()).toEqual([]);
	});

	test('calls back after the commit, and never when there was none', () => {
		const called: string[] = [];
		db.transaction(() => {
			put('a');
			db.afterCommit(() => called.push('committed'));
			expect(called).toEqual([]);
		});
		expect(called).toEqual(['committed']);
		expect(() =>
			db.transaction(() => {
				db.afterCommit(() => called.push('never'));
				throw new Error('stop');
			}),
		).toThrow('stop');
		expect(called).toEqual(['committed']);
	});

	test('commits the writes of one turn together, and a bad one fails alone', async () => {
		const results = await Promise.allSettled([
			db.commitGrouped(() => put('a')),
			db.commitGrouped(() => {
				throw new Error('bad write');
			}),
			db.commitGrouped(() => put('b')),
		]);
		expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
		expect(keys()).toEqual(['a', 'b']);
	});

	test('commits what nobody waits for before a write that was asked for later', async () => {
		const late = db.commitLazily(() => put('first'));
		const seen = db.transaction(() => keys());
		await late;
		expect(seen).toEqual(['first']);
	});

	test('commits what nobody waits for together with others', async () => {
		const commits: number[] = [];
		db.commitLazily(() => put('late')).catch(() => {});
		await db.commitGrouped(() => db.afterCommit(() => commits.push(keys().length)));
		expect(commits).toEqual([1]);
	});

	test('commits what nobody waits for by itself when no other write comes', async () => {
		await db.commitLazily(() => put('alone'));
		expect(keys()).toEqual(['alone']);
	});

	test('commits what waits when it is closed', async () => {
		const written = db.commitGrouped(() => put('last'));
		db.close();
		await written;
		db = new Database({ file: join(folder, 'data', 'waypost.db') });
		expect(keys()).toEqual(['last']);
	});
});
