import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { migrate, MIGRATIONS } from './migrations.js';

describe('the schema of a database', () => {
	let db: DatabaseSync;
	beforeEach(() => {
		db = new DatabaseSync(':memory:');
	});
	afterEach(() => db.close());

	const version = () => db.prepare('PRAGMA user_version').get()?.['user_version'];
	const tables = () =>
		db
			.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
			.all()
			.map(({ name }) => name);

	test('a new file gets every step', () => {
		migrate(db, 'new.db');
		expect(version()).toBe(MIGRATIONS.length);
		expect(tables()).toEqual(expect.arrayContaining(['kv', 'messages', 'events', 'api_keys']));
	});

	test('an older file keeps what it holds and gets only the steps it lacks', () => {
		const first = 'CREATE TABLE a (x TEXT)';
		migrate(db, 'old.db', [first]);
		db.exec("INSERT INTO a VALUES ('kept')");
		migrate(db, 'old.db', [first, 'ALTER TABLE a ADD COLUMN y TEXT']);
		expect(version()).toBe(2);
		expect({ ...db.prepare('SELECT * FROM a').get() }).toEqual({ x: 'kept', y: null });
	});

	test('a step that fails leaves the file as it was, at the step before', () => {
		const steps = ['CREATE TABLE a (x TEXT)', 'CREATE TABLE b (y TEXT); CREATE TABLE a (z TEXT)'];
		expect(() => migrate(db, 'broken.db', steps)).toThrow('already exists');
		if (db.isTransaction) db.exec('ROLLBACK');
		expect(version()).toBe(1);
		expect(tables()).toEqual(['a']);
	});

	test('a file of a newer version is refused in words that say what to do', () => {
		db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
		expect(() => migrate(db, '/data/waypost.db')).toThrow(
			/\/data\/waypost\.db was written by a newer version of Waypost.*Install that version/,
		);
		expect(tables()).toEqual([]);
	});

	test('running it again changes nothing', () => {
		migrate(db, 'twice.db');
		const before = tables();
		migrate(db, 'twice.db');
		expect(tables()).toEqual(before);
	});
});
