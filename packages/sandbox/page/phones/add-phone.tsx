import { useSignal } from '@preact/signals';
import { useAction } from '../base/action.js';
import { Dialog } from '../base/dialog.js';
import { Problem } from '../base/problem.js';
import { usePage } from '../state/context.js';
import type { PhoneSummary } from '../state/api-types.js';
import { freeNumber } from './free-number.js';

/** A form for one more phone. */
export function AddPhone({ onClose }: { onClose(): void }) {
	const { sandbox, layout } = usePage();
	const phoneNumber = useSignal(freeNumber(sandbox.phones.value ?? []));
	const name = useSignal('');
	const registered = useSignal(true);
	const action = useAction();
	const add = async () => {
		const added = await action.run(async () => {
			const phone = await sandbox.api.post<PhoneSummary>('/v1/phones', {
				phoneNumber: phoneNumber.value,
				registered: registered.value,
				...(name.value.trim() && { name: name.value.trim() }),
			});
			layout.bringUp(phone.phoneNumber);
		});
		if (added) onClose();
	};
	return (
		<Dialog title="Add a phone" onClose={onClose}>
			<form
				class="stack"
				onSubmit={(event) => {
					event.preventDefault();
					void add();
				}}
			>
				<label class="field">
					<span>Phone number</span>
					<input
						class="input"
						type="tel"
						required
						value={phoneNumber}
						onInput={(event) => (phoneNumber.value = event.currentTarget.value)}
					/>
					<span class="dim small">With country code. Nothing reaches the real number.</span>
				</label>
				<label class="field">
					<span>Name</span>
					<input
						class="input"
						maxLength={100}
						placeholder="What others see beside messages"
						value={name}
						onInput={(event) => (name.value = event.currentTarget.value)}
					/>
				</label>
				<label class="check">
					<input
						type="checkbox"
						checked={!registered.value}
						onChange={(event) => (registered.value = !event.currentTarget.checked)}
					/>
					<span>Not on WhatsApp: to see what happens when somebody writes to such a number</span>
				</label>
				<Problem of={action} />
				<div class="row end">
					<button class="button" type="button" onClick={onClose}>
						Cancel
					</button>
					<button class="button primary" type="submit" aria-disabled={action.busy.value}>
						Add phone
					</button>
				</div>
			</form>
		</Dialog>
	);
}
