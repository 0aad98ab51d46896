import { inviteMessage, type OutgoingMessage } from '../baileys/outgoing.js';
import { SandboxError } from '../errors.js';
import { personIn } from '../groups/group.js';
import { acceptInvite, findByCode, inviteTo, joinByCode, type Refusal } from '../groups/joining.js';
import { toE164 } from '../phone-number.js';
import type { Account } from '../state/account.js';
import { GroupRecord } from '../state/group-record.js';
import type { World } from '../world.js';
import { findRecipient, type To } from './recipient.js';
import type { Screen } from './screen.js';

export interface PhoneGroupsOptions {
	readonly world: World;
	readonly account: Account;
	readonly screen: Screen;
	send(to: To, compose: () => OutgoingMessage): Promise<{ id: string }>;
}

/** How a phone's owner comes into groups, and out of them. */
export class PhoneGroups {
	readonly #options: PhoneGroupsOptions;

	constructor(options: PhoneGroupsOptions) {
		this.#options = options;
	}

	/**
	 * Uses an invite link. `requested`: the group's admins have to say yes first. Rejects INVITE_UNKNOWN,
	 * INVITE_EXPIRED, ALREADY_A_MEMBER.
	 */
	async join(code: string): Promise<'joined' | 'requested'> {
		const { world, account } = this.#options;
		const found = findByCode(world, code);
		if (!(found instanceof GroupRecord)) throw refusal(found);
		return orThrow(joinByCode(world, found, account));
	}

	/** Accepts an invitation this phone was sent. Rejects as `join`, and MESSAGE_NOT_FOUND. */
	async accept(messageId: string): Promise<void> {
		const { world, account, screen } = this.#options;
		const invite = screen.find(messageId)?.message.groupInvite;
		const group = world.groups.byId(invite?.groupId);
		if (!invite || !group) {
			const phone = toE164(account.number);
			const message = `The phone ${phone} shows no invitation ${messageId}.`;
			throw new SandboxError('MESSAGE_NOT_FOUND', message);
		}
		orThrow(acceptInvite(world, group, account, invite.code));
	}

	/**
	 * Sends somebody an invitation that is good for three days. Who may add people may invite. Rejects
	 * GROUP_NOT_FOUND, RECIPIENT_NOT_ON_WHATSAPP, NOT_A_MEMBER, NOT_AN_ADMIN.
	 */
	async invite(group: To, person: To, text = 'Follow this link to join'): Promise<{ id: string }> {
		const { world, send } = this.#options;
		const record = this.#group(group);
		this.#mustBeAllowedToAdd(record);
		const { code, expiresAt } = inviteTo(world, record, personIn(world, person));
		const invite = {
			groupId: record.id,
			groupName: record.subject,
			code,
			expiresAt: new Date(expiresAt * 1_000).toISOString(),
		};
		return send(person, () => inviteMessage(invite, text));
	}

	/** Leaves a group. Rejects GROUP_NOT_FOUND, NOT_A_MEMBER. */
	async leave(group: To): Promise<void> {
		const { world, account } = this.#options;
		const record = this.#group(group);
		this.#mustBeIn(record);
		world.groupChanges.leave(record, account);
	}

	#mustBeIn(group: GroupRecord): void {
		const { account } = this.#options;
		if (group.has(account)) return;
		const who = toE164(account.number);
		throw new SandboxError('NOT_A_MEMBER', `${who} is not in the group ${group.id}.`);
	}

	#group(to: To): GroupRecord {
		const found = findRecipient(this.#options.world, to);
		if (found.kind === 'group') return found.group;
		throw new SandboxError('INVALID_REQUEST', 'Name a group by its id, …@g.us.');
	}

	#mustBeAllowedToAdd(group: GroupRecord): void {
		if (group.mayAdd(this.#options.account)) return;
		this.#mustBeIn(group);
		const who = toE164(this.#options.account.number);
		throw new SandboxError('NOT_AN_ADMIN', `${who} is not an admin of the group ${group.id}.`);
	}
}

function orThrow<T extends string>(outcome: T | Refusal): T {
	if (typeof outcome === 'string') return outcome;
	throw refusal(outcome);
}

function refusal({ error }: Refusal): SandboxError {
	if (error === 409)
		return new SandboxError('ALREADY_A_MEMBER', 'The phone is in this group already.');
	if (error === 410) {
		return new SandboxError('INVITE_EXPIRED', 'This invitation is over. Ask for a new one.');
	}
	return new SandboxError('INVITE_UNKNOWN', 'There is no such invitation for this phone.');
}
