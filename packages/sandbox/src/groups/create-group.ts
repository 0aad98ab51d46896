import { SandboxError } from '../errors.js';
import type { To } from '../phone/recipient.js';
import type { GroupMode } from '../state/group-record.js';
import type { World } from '../world.js';
import { Group, personIn } from './group.js';

export interface NewGroup {
	readonly subject: string;
	readonly members: readonly To[];
	/** Who creates it, and is its first admin; the first member when absent. */
	readonly owner?: To | undefined;
	/** Members who are admins, too. */
	readonly admins?: readonly To[] | undefined;
	/** How members are addressed; the sandbox's `groupMode` (`lid`) when absent. */
	readonly mode?: GroupMode | undefined;
}

/** Throws INVALID_REQUEST, RECIPIENT_NOT_ON_WHATSAPP. */
export function createGroup(
	world: World,
	{ subject, members, owner, admins = [], mode }: NewGroup,
): Group {
	const creator = owner ?? members[0];
	if (creator === undefined) {
		throw new SandboxError('INVALID_REQUEST', 'A group needs at least one member.');
	}
	const people = (list: readonly To[]) => list.map((each) => personIn(world, each));
	const record = world.groupChanges.create({
		subject,
		owner: personIn(world, creator),
		members: people([...members, ...admins]),
		admins: people(admins),
		mode,
	});
	world.groupChanges.announceNew(record);
	return new Group(world, record);
}
