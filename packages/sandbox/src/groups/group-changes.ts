import { stanza, type Attrs, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import {
	GroupRecord,
	newGroupId,
	newInviteCode,
	type GroupMode,
	type GroupRecordOptions,
} from '../state/group-record.js';
import type { World } from '../world.js';
import { describeGroup } from './group-view.js';
import { GroupNotices } from './group-notices.js';
import {
	formatAddMode,
	formatApproval,
	formatDescription,
	formatEphemeral,
	formatGroup,
	participantAttrs,
} from './group-stanzas.js';

/** What can be done to members. */
export type MemberChange = 'add' | 'remove' | 'promote' | 'demote';

/** Everything about a group that is not its members. */
export type Setting =
	| { readonly set: 'subject'; readonly subject: string }
	| { readonly set: 'description'; readonly id: string; readonly body: string | undefined }
	| { readonly set: 'announcement'; readonly on: boolean }
	| { readonly set: 'locked'; readonly on: boolean }
	| { readonly set: 'approval'; readonly on: boolean }
	| { readonly set: 'ephemeral'; readonly seconds: number }
	| { readonly set: 'add-mode'; readonly mode: GroupRecord['addMode'] };

export interface NewGroupRecord
	extends Omit<GroupRecordOptions, 'id' | 'mode' | 'createdAt' | 'inviteCode'> {
	readonly mode?: GroupMode | undefined;
	/** Members who are admins from the start. */
	readonly admins?: readonly Account[];
}

/** Outcome for one person: the number that goes into `<participant error>`, or none. */
export interface MemberOutcome {
	readonly account: Account;
	readonly error?: number;
}

/** The one place where groups change: whatever happens is applied, and the devices concerned are told. */
export class GroupChanges {
	readonly #world: World;
	readonly #notices: GroupNotices;

	constructor(world: World) {
		this.#world = world;
		this.#notices = new GroupNotices(world);
	}

	/** Makes the group known to the server; the members hear of it by `announceNew`. */
	create({ mode, admins = [], ...options }: NewGroupRecord): GroupRecord {
		const { clock, random, options: defaults } = this.#world;
		const chosen = mode ?? defaults.groupMode;
		const group = new GroupRecord({
			...options,
			id: newGroupId(random),
			inviteCode: newInviteCode(random),
			createdAt: clock.unixTime(),
			mode: chosen,
		});
		for (const admin of admins) if (admin !== group.owner) group.setRole(admin, 'admin');
		this.#world.groups.add(group);
		this.#report(group);
		return group;
	}

	/** `key` is the client's own and comes back, so that it knows its group again. */
	announceNew(group: GroupRecord, key?: string): void {
		const create = stanza('create', { type: 'new', key }, [formatGroup(group)]);
		this.#notices.send(group, group.owner, create, group.members());
	}

	/** Applies a change to those whom it fits; the notices go out when `tell` is called. */
	members(
		group: GroupRecord,
		actor: Account,
		change: MemberChange,
		accounts: readonly Account[],
	): { outcomes: MemberOutcome[]; tell: () => void } {
		const before = group.members();
		const outcomes = accounts.map((account) => applyTo(group, change, account));
		const changed = outcomes.filter(({ error }) => error === undefined);
		const done = changed.map(({ account }) => account);
		return { outcomes, tell: () => this.#tellMembers(group, actor, change, done, before) };
	}

	/** Somebody used an invite code. */
	join(group: GroupRecord, account: Account): void {
		const before = group.members();
		group.setRole(account, 'member');
		this.#tellMembers(group, account, 'add', [account], before, { reason: 'invite' });
	}

	/** A member goes; a group never stays without an admin. */
	leave(group: GroupRecord, account: Account): void {
		this.members(group, account, 'remove', [account]).tell();
	}

	/** The old invite code holds no more. */
	announceInvite(group: GroupRecord, actor: Account): void {
		const notice = stanza('invite', { code: group.inviteCode });
		this.#notices.send(group, actor, notice, group.members());
	}

	change(group: GroupRecord, actor: Account, setting: Setting): void {
		const notice = apply(group, actor, setting, this.#world.clock.unixTime());
		this.#notices.send(group, actor, notice, group.members());
		this.#report(group);
	}

	/** New members get the whole group, all others (and those who are gone) the change. */
	#tellMembers(
		group: GroupRecord,
		actor: Account,
		change: MemberChange,
		done: readonly Account[],
		before: readonly Account[],
		attrs: Attrs = {},
	): void {
		if (done.length === 0) return;
		const participants = done.map((each) => stanza('participant', participantAttrs(group, each)));
		this.#notices.send(group, actor, stanza(change, attrs, participants), before);
		if (change === 'add') {
			this.#notices.send(group, actor, stanza('create', attrs, [formatGroup(group)]), done);
		}
		this.#report(group);
		if (change === 'remove') this.#keepAnAdmin(group);
	}

	/** When the last admin goes, the oldest member becomes one. */
	#keepAnAdmin(group: GroupRecord): void {
		const members = group.members();
		const [oldest] = members;
		if (!oldest || members.some((member) => group.isAdmin(member))) return;
		this.members(group, oldest, 'promote', [oldest]).tell();
	}

	#report(group: GroupRecord): void {
		this.#world.events.publish('group.changed', { group: describeGroup(group) });
	}
}

/** 404: not a member (or, for `add`, 409: a member already). */
function applyTo(group: GroupRecord, change: MemberChange, account: Account): MemberOutcome {
	const member = group.has(account);
	if (change === 'add' && member) return { account, error: 409 };
	if (change !== 'add' && !member) return { account, error: 404 };
	if (change === 'remove') group.delete(account);
	else if (change !== 'promote') group.setRole(account, 'member');
	else if (!group.isAdmin(account)) group.setRole(account, 'admin');
	return { account };
}

/** Changes the group and returns what the notification says. */
function apply(group: GroupRecord, actor: Account, setting: Setting, t: number): Stanza {
	switch (setting.set) {
		case 'subject': {
			const { subject } = setting;
			Object.assign(group, { subject, subjectBy: actor, subjectAt: t });
			const s_o = group.jidOf({ account: actor });
			return stanza('subject', { subject, s_t: group.subjectAt, s_o });
		}
		case 'description': {
			const { id, body } = setting;
			group.description = body === undefined ? undefined : { id, body, at: t, by: actor };
			return formatDescription(group);
		}
		case 'announcement':
			group.announcement = setting.on;
			return stanza(setting.on ? 'announcement' : 'not_announcement');
		case 'locked':
			group.locked = setting.on;
			return stanza(setting.on ? 'locked' : 'unlocked');
		case 'approval':
			group.admission.approval = setting.on;
			return formatApproval(group);
		case 'ephemeral':
			group.ephemeralSeconds = setting.seconds;
			return formatEphemeral(group);
		case 'add-mode':
			group.addMode = setting.mode;
			return formatAddMode(group);
	}
}
