import type { GroupChange } from '@waypost/contract';
import type { BinaryNode } from './baileys.js';
import type { KnownPeople } from './group-info.js';
import { isSameAccount } from './jid.js';
import { personOf } from './message-people.js';
import type { Address, GroupNotice } from './whatsapp-connection.js';

export interface NoticeContext extends KnownPeople {
	/** Milliseconds since 1970. */
	now: number;
}

/**
 * What the first stanza inside a group notification says (Baileys `Socket/messages-recv.js`,
 * handleGroupNotification; whatsmeow `group.go`, parseGroupChange). What is not here is not told,
 * such as a member's new number and requests to join.
 */
const CHANGE_OF_TAG: ReadonlyMap<string, GroupChange> = new Map([
	['create', 'created'],
	['add', 'members-added'],
	['remove', 'members-removed'],
	['leave', 'members-removed'],
	['promote', 'members-promoted'],
	['demote', 'members-demoted'],
	['subject', 'subject'],
	['description', 'description'],
	['announcement', 'settings'],
	['not_announcement', 'settings'],
	['locked', 'settings'],
	['unlocked', 'settings'],
	['ephemeral', 'settings'],
	['not_ephemeral', 'settings'],
	['member_add_mode', 'settings'],
	['membership_approval_mode', 'settings'],
	['invite', 'settings'],
	['delete', 'left'],
]);

/**
 * What a `<notification type=w:gp2>` tells. Empty for what is none of our changes. The ids are made of
 * the notification's, so they are the same when it comes again.
 */
export function toGroupNotices(node: BinaryNode, context: NoticeContext): GroupNotice[] {
	return childrenOf(node).flatMap((child, position) => {
		const notice = toNotice(node, child, context);
		return notice ? [position === 0 ? notice : { ...notice, id: `${notice.id}.${position}` }] : [];
	});
}

function toNotice(
	{ attrs }: BinaryNode,
	child: BinaryNode,
	context: NoticeContext,
): GroupNotice | null {
	const { id, from, t } = attrs;
	const change = CHANGE_OF_TAG.get(child.tag);
	if (!id || !from || !change) return null;
	const members = membersOf(child, change, context);
	const hasLeft =
		change === 'members-removed' && members.some((each) => each.id === context.own.id);
	return {
		id,
		chat: { id: from, phoneNumber: null, lid: null, name: nameIn(child), kind: 'group' },
		change: hasLeft ? 'left' : change,
		by: authorOf(attrs, context),
		members,
		value: change === 'description' ? descriptionIn(child) : nameIn(child),
		at: Number(t) * 1000 || context.now,
	};
}

/** A group that is new to us, or gone, is about us and not about all who are in it. */
function membersOf(child: BinaryNode, change: GroupChange, context: NoticeContext): Address[] {
	if (change === 'created' || change === 'left') return [context.own];
	return childrenOf(child)
		.filter(({ tag }) => tag === 'participant')
		.flatMap(({ attrs: { jid, phone_number: number, lid } }) => {
			if (isSameAccount(jid, context.own.id) || isSameAccount(jid, context.own.lid)) {
				return [context.own];
			}
			return personOf([jid, number, lid], null, context) ?? [];
		});
}

/** A LID group names who did it by LID, with the number beside it; other groups the other way round. */
function authorOf(attrs: BinaryNode['attrs'], context: NoticeContext): Address | null {
	const { participant, participant_pn: number, participant_lid: lid, notify } = attrs;
	if (!participant) return null;
	return personOf([participant, number, lid], notify || null, context);
}

/** The subject, in a `<subject>` and in a `<create>`. */
function nameIn(child: BinaryNode): string | null {
	const group = childrenOf(child).find(({ tag }) => tag === 'group');
	return (child.tag === 'subject' ? child : group)?.attrs['subject'] ?? null;
}

/** Null when it was taken away. */
function descriptionIn(child: BinaryNode): string | null {
	const body = childrenOf(child).find(({ tag }) => tag === 'body')?.content;
	if (typeof body === 'string') return body;
	return body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : null;
}

const childrenOf = ({ content }: BinaryNode): BinaryNode[] =>
	Array.isArray(content) ? content : [];
