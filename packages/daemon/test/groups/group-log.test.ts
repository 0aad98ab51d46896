import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { WaypostEvent } from '@waypost/contract';
import { createEventLog } from '../../src/events/event-log.store.js';
import { GroupLog } from '../../src/groups/group-log.js';
import { createGroupsStore } from '../../src/groups/groups.store.js';
import { KnownGroups } from '../../src/groups/known-groups.js';
import { createIds } from '../../src/runtime/ids.js';
import { createLogger } from '../../src/runtime/logger.js';
import { Database } from '../../src/storage/database.js';
import type {
	ChatAddress,
	GroupInfo,
	GroupNotice,
} from '../../src/whatsapp/whatsapp-connection.js';
import { ManualClock } from '../http/manual-clock.js';

const TEAM = '120363000000000001@g.us';
const CREW = '120363000000000002@g.us';
const DAY = 24 * 60 * 60 * 1000;

const chat = (id: string, name: string | null = null): ChatAddress => ({
	...{ id, phoneNumber: null, lid: null, name, kind: 'group' },
});
const notice = (given: Partial<GroupNotice> = {}): GroupNotice => ({
	...{ id: '17', chat: chat(TEAM), change: 'settings', by: null, members: [], value: null, at: 0 },
	...given,
});
const info = (id: string, subject: string): GroupInfo => ({
	...{ id, subject, description: null, owner: null, createdAt: null, addressing: 'lid' },
	...{ onlyAdminsWrite: false, onlyAdminsEdit: false, members: [] },
});

describe('what happens to groups', () => {
	const clock = new ManualClock();
	let database: Database;
	let log: GroupLog;
	let events: WaypostEvent[];
	let failures: number;
	/** Questions for a group, to be answered by the test. */
	let asked: PromiseWithResolvers<GroupInfo>[];

	beforeEach(() => {
		[failures, asked, events] = [0, [], []];
		const beforeCommit = () => {
			if (failures-- > 0) throw new Error('disk full');
		};
		database = new Database({ file: ':memory:', beforeCommit });
		const logger = createLogger({ level: 'silent' });
		const eventLog = createEventLog({ database, ids: createIds(), clock, logger });
		eventLog.subscribe((event) => events.push(event));
		log = new GroupLog({
			...{ database, store: createGroupsStore(database), known: new KnownGroups(), clock },
			events: eventLog,
			connectionOf: () => ({
				group: () => {
					const question = Promise.withResolvers<GroupInfo>();
					asked.push(question);
					return question.promise;
				},
			}),
		});
	});
	afterEach(() => database.close());

	test('is told once per notice', () => {
		log.changed('sales', notice());
		log.changed('sales', notice());
		expect(events).toHaveLength(1);
	});

	test('is told for each group, each session and each notice', () => {
		log.changed('sales', notice());
		log.changed('sales', notice({ id: '18' }));
		log.changed('sales', notice({ chat: chat(CREW) }));
		log.changed('support', notice());
		expect(events).toHaveLength(4);
	});

	test('that could not be stored is told when it comes again', () => {
		failures = 1;
		expect(() => log.changed('sales', notice())).toThrow();
		expect(events).toEqual([]);
		log.changed('sales', notice());
		expect(events).toHaveLength(1);
	});

	test('is forgotten when it cannot come again', () => {
		log.changed('sales', notice());
		clock.advance(15 * DAY);
		log.changed('sales', notice({ id: '18' }));
		expect(database.all('SELECT id FROM group_notices')).toEqual([{ id: '18' }]);
	});

	test('gives a group its name', () => {
		log.changed('sales', notice({ chat: chat(TEAM, 'Team'), change: 'subject', value: 'Team' }));
		expect(log.named('sales', chat(TEAM)).name).toBe('Team');
		expect(log.named('support', chat(TEAM)).name).toBeNull();
	});

	test('is not known any more of a number that was unlinked', () => {
		log.changed('sales', notice({ chat: chat(TEAM, 'Team') }));
		log.unlinked('sales');
		expect(log.named('sales', chat(TEAM)).name).toBeNull();
	});

	test('leaves people their names', () => {
		const ben: ChatAddress = { ...chat('491700000002@s.whatsapp.net'), kind: 'direct' };
		expect(log.named('sales', ben)).toBe(ben);
		expect(asked).toEqual([]);
	});

	test('is not needed for a name: it is asked for once, by however many messages', async () => {
		for (let n = 0; n < 3; n++) expect(log.named('sales', chat(TEAM)).name).toBeNull();
		expect(asked).toHaveLength(1);
		asked[0]?.resolve(info(TEAM, 'Team'));
		await new Promise((resolve) => setImmediate(resolve));
		await database.commitGrouped(() => {});
		expect(log.named('sales', chat(TEAM)).name).toBe('Team');
	});

	test('a name that was not answered is asked for by the next message', async () => {
		log.named('sales', chat(TEAM));
		asked[0]?.reject(new Error('no answer'));
		await new Promise((resolve) => setImmediate(resolve));
		log.named('sales', chat(TEAM));
		expect(asked).toHaveLength(2);
	});
});
