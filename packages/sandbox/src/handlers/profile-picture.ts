import { announceGroupPicture, announcePicture } from '../people/picture-notices.js';
import { uploadedPicture } from '../people/picture-files.js';
import { pathOf, type Picture } from '../people/profile-pictures.js';
import { allows } from '../people/visibility.js';
import { isGroup } from '../stanza/jid.js';
import { bytesOf, child, stanza } from '../stanza/stanza.js';
import type { GroupRecord } from '../state/group-record.js';
import { forDevice, type DeviceContext, type Route } from './handler.js';

/** Baileys Socket/chats.js profilePictureUrl, updateProfilePicture, removeProfilePicture. */
export const profilePictureRoutes: readonly Route[] = [
	forDevice({ tag: 'iq', xmlns: 'w:profile:picture' }, async (context) => {
		const { target } = context.stanza.attrs;
		if (context.stanza.attrs['type'] !== 'set') answerPicture(context, target);
		else if (target === undefined) await changeOwn(context);
		else await changeGroup(context, target);
	}),
];

/** `<picture type=preview|image query=url>`; 401 when it is not for this viewer's eyes. */
function answerPicture(context: DeviceContext, target: string | undefined): void {
	const { world, connection, stanza: query, device } = context;
	const group = isGroup(target) ? world.groups.byId(target) : undefined;
	const account = world.accounts.byJid(target);
	const owner = group?.id ?? account?.number ?? '';
	const allowed = group
		? group.has(device.account)
		: account !== undefined && allows(account, 'profile', device.account);
	const picture = world.pictures.of(owner);
	if ((group ?? account) && !allowed) return connection.answerError(query, 401, 'not-authorized');
	if (!picture) return connection.answerError(query, 404, 'item-not-found');
	const type = child(query, 'picture')?.attrs['type'] === 'image' ? 'image' : 'preview';
	const path = pathOf(picture, type);
	const attrs = {
		id: picture.id,
		type,
		url: `https://${world.mediaHost}${path}`,
		direct_path: path,
	};
	connection.answer(query, [stanza('picture', attrs)]);
}

async function changeOwn(context: DeviceContext): Promise<void> {
	const { account } = context.device;
	await change(context, account.number, () =>
		announcePicture(context.world, account, { by: context.device }),
	);
}

async function changeGroup(context: DeviceContext, target: string): Promise<void> {
	const { world, connection, stanza: query, device } = context;
	const group = world.groups.byId(target);
	if (!group) return connection.answerError(query, 404, 'item-not-found');
	if (!mayChange(group, context)) return connection.answerError(query, 403, 'forbidden');
	await change(context, group.id, () => announceGroupPicture(world, group, device.account));
}

function mayChange(group: GroupRecord, { device: { account } }: DeviceContext): boolean {
	return group.locked ? group.isAdmin(account) : group.has(account);
}

/** Without a picture in it, the query takes the old one away. */
async function change(context: DeviceContext, owner: string, tell: () => void): Promise<void> {
	const { world, connection, stanza: query } = context;
	const bytes = bytesOf(child(query, 'picture'));
	const files = bytes && (await uploadedPicture(bytes));
	if (bytes && !files) return connection.answerError(query, 406, 'not-acceptable');
	let picture: Picture | undefined;
	if (files) picture = world.pictures.set(owner, files);
	else world.pictures.remove(owner);
	connection.answer(query, picture ? [stanza('picture', { id: picture.id })] : undefined);
	tell();
}
