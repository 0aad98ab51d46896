import { SandboxError } from '../errors.js';
import type { Account } from '../state/account.js';
import type { GroupRecord } from '../state/group-record.js';
import type { World } from '../world.js';
import { announceGroupPicture } from './picture-notices.js';
import { chosenPicture } from './picture-files.js';

/** Sets a group's picture, or (null) takes it away; the members' clients are told. Rejects INVALID_REQUEST. */
export async function setGroupPicture(
	world: World,
	group: GroupRecord,
	actor: Account,
	bytes: Uint8Array | null,
): Promise<void> {
	const files = bytes && (await chosenPicture(Buffer.from(bytes)));
	if (bytes && !files) throw new SandboxError('INVALID_REQUEST', 'These bytes are not a picture.');
	if (files) world.pictures.set(group.id, files);
	else world.pictures.remove(group.id);
	announceGroupPicture(world, group, actor);
}
