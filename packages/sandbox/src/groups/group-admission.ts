import type { Account } from '../state/account.js';

/** Somebody has used the invite link of a group whose admins decide who joins. */
export interface JoinRequest {
	readonly account: Account;
	/** Unix seconds. */
	readonly at: number;
}

/** An invitation for one person, who could not be added (version 4 of invites, in Baileys' words). */
export interface PersonalInvite {
	readonly code: string;
	readonly invited: Account;
	/** Unix seconds. */
	readonly expiresAt: number;
}

/** People by the digits of their number. */
export interface GroupAdmissionSnapshot {
	readonly approval: boolean;
	readonly formerCodes: readonly string[];
	readonly requests: readonly (readonly [string, number])[];
	readonly invites: readonly (Omit<PersonalInvite, 'invited'> & { readonly invited: string })[];
}

/** Who may come into a group: what `Joining` decides by. */
export class GroupAdmission {
	/** True: admins decide who joins by the invite link. */
	approval = false;
	readonly #formerCodes = new Set<string>();
	readonly #requests = new Map<Account, JoinRequest>();
	readonly #invites = new Map<string, PersonalInvite>();

	/** The link with this code leads nowhere any more. */
	retire(code: string): void {
		this.#formerCodes.add(code);
	}

	isRetired(code: string): boolean {
		return this.#formerCodes.has(code);
	}

	/** In the order they came. */
	requests(): JoinRequest[] {
		return [...this.#requests.values()];
	}

	/** False when the person has asked before. */
	request(account: Account, at: number): boolean {
		if (this.#requests.has(account)) return false;
		this.#requests.set(account, { account, at });
		return true;
	}

	/** The request is decided. False when there is none. */
	settle(account: Account): boolean {
		return this.#requests.delete(account);
	}

	/** A person has one invite: a new one takes the place of the old. */
	invite(invite: PersonalInvite): void {
		this.uninvite(invite.invited);
		this.#invites.set(invite.code, invite);
	}

	invited(code: string): PersonalInvite | undefined {
		return this.#invites.get(code);
	}

	/** Used, or taken back. */
	uninvite(account: Account): void {
		for (const { code, invited } of this.#invites.values()) {
			if (invited === account) this.#invites.delete(code);
		}
	}

	toSnapshot(): GroupAdmissionSnapshot {
		return {
			approval: this.approval,
			formerCodes: [...this.#formerCodes],
			requests: this.requests().map(({ account, at }) => [account.number, at] as const),
			invites: [...this.#invites.values()].map((each) => ({
				...each,
				invited: each.invited.number,
			})),
		};
	}

	restore(
		{ approval, formerCodes, requests, invites }: GroupAdmissionSnapshot,
		person: (number: string) => Account,
	): void {
		this.approval = approval;
		for (const code of formerCodes) this.retire(code);
		for (const [number, at] of requests) this.request(person(number), at);
		for (const each of invites) this.invite({ ...each, invited: person(each.invited) });
	}
}
