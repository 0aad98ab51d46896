import { SandboxError } from '../errors.js';
import type { To } from '../phone/recipient.js';
import { findRecipient } from '../phone/recipient.js';
import { toE164 } from '../phone-number.js';
import type { Account } from '../state/account.js';
import type { GroupMode, GroupRecord } from '../state/group-record.js';
import { timerSchema } from '../state/timer-seconds.js';
import { parseInput } from '../validation.js';
import type { World } from '../world.js';
import type { MemberChange, Setting } from './group-changes.js';
import { setGroupPicture } from '../people/group-picture.js';
import { pathOf } from '../people/profile-pictures.js';
import { decide, renewInviteCode } from './joining.js';
import { describeGroup, type GroupMember, type GroupView } from './group-view.js';

/**
 * Who does it: the owner, when absent, or else the first admin. Any member will do: rights are asked
 * of clients only.
 */
export interface ActOptions {
	readonly by?: To | undefined;
}

/** A group, for those who run the sandbox. Whatever is done here, the members' clients hear of it. */
export class Group {
	readonly #world: World;
	readonly #record: GroupRecord;

	constructor(world: World, record: GroupRecord) {
		this.#world = world;
		this.#record = record;
	}

	/** `…@g.us` */
	get id(): string {
		return this.#record.id;
	}

	get subject(): string {
		return this.#record.subject;
	}

	/** How members are addressed: by privacy address or by phone number. */
	get mode(): GroupMode {
		return this.#record.mode;
	}

	/** In the order they joined. */
	get members(): readonly GroupMember[] {
		return this.describe().members;
	}

	/** The code of the invite link. */
	get inviteCode(): string {
		return this.#record.inviteCode;
	}

	/** Rejects RECIPIENT_NOT_ON_WHATSAPP, ALREADY_A_MEMBER, NOT_A_MEMBER (of `by`). */
	add(members: To | readonly To[], options: ActOptions = {}): Promise<void> {
		return this.#change('add', members, options);
	}

	/** Rejects NOT_A_MEMBER. Somebody who removes themselves leaves. */
	remove(members: To | readonly To[], options: ActOptions = {}): Promise<void> {
		return this.#change('remove', members, options);
	}

	/** Makes members admins. Rejects NOT_A_MEMBER. */
	promote(members: To | readonly To[], options: ActOptions = {}): Promise<void> {
		return this.#change('promote', members, options);
	}

	/** Makes admins plain members. Rejects NOT_A_MEMBER. */
	demote(members: To | readonly To[], options: ActOptions = {}): Promise<void> {
		return this.#change('demote', members, options);
	}

	setSubject(subject: string, options: ActOptions = {}): Promise<void> {
		return this.#set({ set: 'subject', subject }, options);
	}

	/** An empty text takes the description away. */
	setDescription(text: string, options: ActOptions = {}): Promise<void> {
		const id = this.#world.random.bytes(8).toString('hex').toUpperCase();
		return this.#set({ set: 'description', id, body: text || undefined }, options);
	}

	/** Whether only admins may write. */
	setAnnouncement(on: boolean, options: ActOptions = {}): Promise<void> {
		return this.#set({ set: 'announcement', on }, options);
	}

	/** Whether only admins may change subject, description, picture and disappearing messages. */
	setLocked(on: boolean, options: ActOptions = {}): Promise<void> {
		return this.#set({ set: 'locked', on }, options);
	}

	/** Whether every member may add others, or only admins. */
	setAddMode(mode: GroupRecord['addMode'], options: ActOptions = {}): Promise<void> {
		return this.#set({ set: 'add-mode', mode }, options);
	}

	/** Whether admins decide who joins by the invite link. */
	setJoinApproval(on: boolean, options: ActOptions = {}): Promise<void> {
		return this.#set({ set: 'approval', on }, options);
	}

	/** Seconds after which new messages disappear; 0: never. Rejects INVALID_REQUEST. */
	async setDisappearing(seconds: number, options: ActOptions = {}): Promise<void> {
		await this.#set({ set: 'ephemeral', seconds: parseInput(timerSchema, seconds) }, options);
	}

	/** JPEG, PNG or WebP of any size; null takes the picture away. Rejects INVALID_REQUEST. */
	setPicture(bytes: Uint8Array | null, { by }: ActOptions = {}): Promise<void> {
		return setGroupPicture(this.#world, this.#record, this.#actor(by), bytes);
	}

	/** Where members download the picture from; null while there is none. */
	get picture(): string | null {
		const picture = this.#world.pictures.of(this.id);
		return picture ? `https://${this.#world.mediaHost}${pathOf(picture, 'image')}` : null;
	}

	/** Makes the invite link lead nowhere, and a new one. Returns the new code. */
	async renewInviteCode({ by }: ActOptions = {}): Promise<string> {
		const actor = this.#actor(by);
		renewInviteCode(this.#world, this.#record);
		this.#world.groupChanges.announceInvite(this.#record, actor);
		return this.inviteCode;
	}

	/** Lets people in who have asked to join. Rejects REQUEST_NOT_FOUND. */
	approve(people: To | readonly To[], options: ActOptions = {}): Promise<void> {
		return this.#decide('approve', people, options);
	}

	/** Rejects REQUEST_NOT_FOUND. */
	reject(people: To | readonly To[], options: ActOptions = {}): Promise<void> {
		return this.#decide('reject', people, options);
	}

	/**
	 * Lets the group address its members otherwise from now on, as when WhatsApp moves an old group to
	 * LIDs. Nobody is told: clients see it in the next messages and when they ask for the group.
	 */
	setMode(mode: GroupMode): void {
		this.#record.mode = mode;
		this.#world.events.publish('group.changed', { group: this.describe() });
	}

	describe(): GroupView {
		return describeGroup(this.#record);
	}

	async #change(
		change: MemberChange,
		members: To | readonly To[],
		{ by }: ActOptions,
	): Promise<void> {
		const accounts = (isList(members) ? members : [members]).map((each) => this.#account(each));
		const actor = this.#actor(by);
		for (const account of accounts) this.#check(change, account);
		this.#world.groupChanges.members(this.#record, actor, change, accounts).tell();
	}

	/** All or nothing: a list with one wrong name changes nothing. */
	#check(change: MemberChange, account: Account): void {
		const who = toE164(account.number);
		const member = this.#record.has(account);
		if (change === 'add' && member) {
			throw new SandboxError('ALREADY_A_MEMBER', `${who} is in the group ${this.id} already.`);
		}
		if (change !== 'add' && !member) throw this.#notAMember(account);
	}

	async #decide(
		decision: 'approve' | 'reject',
		people: To | readonly To[],
		{ by }: ActOptions,
	): Promise<void> {
		const accounts = (isList(people) ? people : [people]).map((each) => this.#account(each));
		const asking = this.#record.admission.requests().map(({ account }) => account);
		const stranger = accounts.find((each) => !asking.includes(each));
		if (stranger) {
			const who = toE164(stranger.number);
			throw new SandboxError('REQUEST_NOT_FOUND', `${who} has not asked to join ${this.id}.`);
		}
		decide(this.#world, this.#record, this.#actor(by), decision, accounts).tell();
	}

	async #set(setting: Setting, { by }: ActOptions): Promise<void> {
		this.#world.groupChanges.change(this.#record, this.#actor(by), setting);
	}

	#actor(by: To | undefined): Account {
		const record = this.#record;
		const actor = by === undefined ? this.#admin() : this.#account(by);
		if (actor && record.has(actor)) return actor;
		throw this.#notAMember(actor ?? record.owner);
	}

	#admin(): Account | undefined {
		const members = this.#record.members();
		const { owner } = this.#record;
		return members.includes(owner) ? owner : members.find((each) => this.#record.isAdmin(each));
	}

	#account(to: To): Account {
		return personIn(this.#world, to);
	}

	#notAMember(account: Account): SandboxError {
		const who = toE164(account.number);
		return new SandboxError('NOT_A_MEMBER', `${who} is not in the group ${this.id}.`);
	}
}

/** The account of a person; a group is not one. */
export function personIn(world: World, to: To): Account {
	const found = findRecipient(world, to);
	if (found.kind === 'person') return found.account;
	throw new SandboxError('INVALID_REQUEST', 'A group cannot be a member of a group.');
}

function isList(members: To | readonly To[]): members is readonly To[] {
	return Array.isArray(members);
}
