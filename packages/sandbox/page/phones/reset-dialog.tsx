import { useAction } from '../base/action.js';
import { Dialog } from '../base/dialog.js';
import { Problem } from '../base/problem.js';
import { usePage } from '../state/context.js';

/** Asks before everything is thrown away. */
export function ResetDialog({ onClose }: { onClose(): void }) {
	const { sandbox } = usePage();
	const action = useAction();
	const reset = async () => {
		if (await action.run(() => sandbox.api.post('/v1/reset'))) onClose();
	};
	return (
		<Dialog title="Empty the sandbox?" onClose={onClose}>
			<div class="stack">
				<p>
					All phones, chats, groups, linked devices and faults are gone then. Programs that are
					connected are cut off and have to be linked again.
				</p>
				<Problem of={action} />
				<div class="row end">
					<button class="button" type="button" onClick={onClose}>
						Keep everything
					</button>
					<button
						class="button danger primary"
						type="button"
						aria-disabled={action.busy.value}
						onClick={() => void reset()}
					>
						Empty it
					</button>
				</div>
			</div>
		</Dialog>
	);
}
