import { useSignal } from '@preact/signals';
import { useAction } from '../base/action.js';
import { Problem } from '../base/problem.js';
import { TextField } from '../base/text-field.js';
import { PeoplePicker } from '../groups/people-picker.js';
import type { GroupView } from '../state/api-types.js';
import { usePage, usePhone } from '../state/context.js';
import { Screen } from './screen.js';

/** A group with this phone as its owner. */
export function NewGroupScreen() {
	const { sandbox } = usePage();
	const phone = usePhone();
	const action = useAction();
	const subject = useSignal('');
	const members = useSignal<readonly string[]>([]);
	const mode = useSignal<GroupView['mode']>('lid');
	const create = async () => {
		let chat = '';
		const created = await action.run(async () => {
			const group = await sandbox.api.post<GroupView>('/v1/groups', {
				subject: subject.value.trim(),
				owner: phone.phoneNumber,
				members: [phone.phoneNumber, ...members.value],
				mode: mode.value,
			});
			chat = group.id;
		});
		if (created) phone.show({ name: 'chat', chat });
	};
	return (
		<Screen title={<h3 class="grow cut">New group</h3>}>
			<form
				class="scrolled stack padded"
				onSubmit={(event) => {
					event.preventDefault();
					void create();
				}}
			>
				<TextField label="Subject" required maxLength={100} value={subject} />
				<PeoplePicker label="Members" without={[phone.phoneNumber]} chosen={members} />
				<label class="field">
					<span>How members are addressed</span>
					<select
						class="input"
						value={mode}
						onChange={(event) => (mode.value = event.currentTarget.value as GroupView['mode'])}
					>
						<option value="lid">By privacy address (LID), as in new groups</option>
						<option value="pn">By phone number, as in older groups</option>
					</select>
				</label>
				<Problem of={action} />
				<div class="row end">
					<button class="button primary" type="submit" aria-disabled={action.busy.value}>
						Create the group
					</button>
				</div>
			</form>
		</Screen>
	);
}
