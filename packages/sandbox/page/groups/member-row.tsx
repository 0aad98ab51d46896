import { Avatar } from '../base/avatar.js';
import type { GroupView } from '../state/api-types.js';
import { usePage } from '../state/context.js';

export type MemberChange = 'remove' | 'promote' | 'demote';

const ROLES = { member: '', admin: 'Admin', superadmin: 'Admin, created it' } as const;

export interface MemberRowProps {
	readonly member: GroupView['members'][number];
	readonly self: boolean;
	/** Whether this phone's owner is an admin. */
	readonly mayChange: boolean;
	/** A change of the group is under way. */
	readonly busy: boolean;
	onChange(what: MemberChange): void;
}

/** Somebody in a group, with what an admin can do about it. */
export function MemberRow({ member, self, mayChange, busy, onChange }: MemberRowProps) {
	const { sandbox } = usePage();
	const { phoneNumber, role } = member;
	const name = sandbox.nameOf(phoneNumber);
	const admin = role !== 'member';
	return (
		<li class="member">
			<Avatar name={name} of={phoneNumber} small />
			<div class="grow">
				<div class="cut">{self ? 'You' : name}</div>
				<div class="dim small cut">{[phoneNumber, ROLES[role]].filter(Boolean).join(' · ')}</div>
			</div>
			{mayChange && !self && (
				<>
					<button
						class="button small"
						type="button"
						aria-disabled={busy}
						aria-label={admin ? `${name}: no admin any more` : `Make ${name} an admin`}
						onClick={() => onChange(admin ? 'demote' : 'promote')}
					>
						{admin ? 'No admin' : 'Make admin'}
					</button>
					<button
						class="button small danger"
						type="button"
						aria-disabled={busy}
						aria-label={`Remove ${name} from the group`}
						onClick={() => onChange('remove')}
					>
						Remove
					</button>
				</>
			)}
		</li>
	);
}
