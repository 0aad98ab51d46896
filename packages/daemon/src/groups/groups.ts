import { GroupLog, type GroupLogOptions } from './group-log.js';
import { GroupsService, type GroupsServiceOptions } from './groups.service.js';
import { createGroupsStore } from './groups.store.js';
import { KnownGroups } from './known-groups.js';
import type { Database } from '../storage/database.js';

export interface GroupsOptions
	extends Pick<GroupLogOptions, 'events' | 'clock'>,
		Pick<GroupsServiceOptions, 'sessions' | 'contacts' | 'connector'> {
	database: Database;
}

/** Groups on a database: what they are called, what happens to them, and who is in them. */
export function createGroups({ database, events, clock, ...options }: GroupsOptions): {
	log: GroupLog;
	service: GroupsService;
} {
	const known = new KnownGroups();
	const log = new GroupLog({
		...{ database, store: createGroupsStore(database), known, events, clock },
		connectionOf: (id) => options.sessions.find(id).connection,
	});
	return { log, service: new GroupsService({ ...options, known, log }) };
}
