import { useSignal } from '@preact/signals';
import { useAction } from '../base/action.js';
import { Icon } from '../base/icon.js';
import { Problem } from '../base/problem.js';
import { MemberRow } from '../groups/member-row.js';
import { PeoplePicker } from '../groups/people-picker.js';
import { SubjectForm } from '../groups/subject-form.js';
import { usePage, usePhone } from '../state/context.js';
import { Screen } from './screen.js';

/** Who is in a group, and what an admin can change about it. */
export function GroupScreen({ group: id }: { readonly group: string }) {
	const { sandbox } = usePage();
	const phone = usePhone();
	const action = useAction();
	const group = sandbox.group(id);
	const added = useSignal<readonly string[]>([]);
	const change = (changes: object) =>
		action.run(() =>
			sandbox.api.patch(`/v1/groups/${encodeURIComponent(id)}`, {
				...changes,
				by: phone.phoneNumber,
			}),
		);
	if (!group) return <Screen title={<h3 class="grow">Group</h3>}>{null}</Screen>;
	const self = group.members.find(({ phoneNumber }) => phoneNumber === phone.phoneNumber);
	const admin = self !== undefined && self.role !== 'member';
	const numbers = group.members.map(({ phoneNumber }) => phoneNumber);
	return (
		<Screen title={<h3 class="grow cut">Group</h3>}>
			<div class="scrolled stack padded">
				<SubjectForm
					key={group.subject}
					subject={group.subject}
					disabled={!admin}
					busy={action.busy.value}
					onSubject={(subject) => void change({ subject })}
				/>
				{group.description !== null && <p class="dim">{group.description}</p>}
				<Problem of={action} />
				<section class="stack tight" aria-label="Members">
					<h4>{numbers.length === 1 ? '1 member' : `${numbers.length} members`}</h4>
					<ul class="plain-list">
						{group.members.map((member) => (
							<MemberRow
								key={member.phoneNumber}
								member={member}
								self={member === self}
								mayChange={admin}
								busy={action.busy.value}
								onChange={(what) => void change({ [what]: [member.phoneNumber] })}
							/>
						))}
					</ul>
				</section>
				{admin && sandbox.names.value.size > numbers.length && (
					<form
						class="stack"
						onSubmit={(event) => {
							event.preventDefault();
							void change({ add: added.value }).then((done) => done && (added.value = []));
						}}
					>
						<PeoplePicker label="Add members" without={numbers} chosen={added} />
						<div class="row end">
							<button
								class="button"
								type="submit"
								disabled={added.value.length === 0}
								aria-disabled={action.busy.value}
							>
								<Icon name="add" />
								Add
							</button>
						</div>
					</form>
				)}
				{self && (
					<div class="row">
						<button
							class="button danger"
							type="button"
							aria-disabled={action.busy.value}
							onClick={() => void change({ remove: [phone.phoneNumber] })}
						>
							Leave the group
						</button>
					</div>
				)}
				<p class="dim small">
					{group.mode === 'lid'
						? 'Members are addressed by privacy address (LID).'
						: 'Members are addressed by phone number.'}
				</p>
			</div>
		</Screen>
	);
}
