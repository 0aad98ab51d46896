import { useSignal } from '@preact/signals';
import { useAction } from '../base/action.js';
import { Dialog } from '../base/dialog.js';
import { Icon } from '../base/icon.js';
import { Problem } from '../base/problem.js';
import { usePage, usePhone } from '../state/context.js';

/** Takes the phone away, once somebody has said yes. */
export function RemovePhone() {
	const { sandbox } = usePage();
	const { path, phoneNumber } = usePhone();
	const action = useAction();
	const asking = useSignal(false);
	const close = () => (asking.value = false);
	const name = sandbox.nameOf(phoneNumber);
	return (
		<>
			<div class="row">
				<button class="button danger" type="button" onClick={() => (asking.value = true)}>
					<Icon name="trash" />
					Remove this phone
				</button>
			</div>
			{asking.value && (
				<Dialog title={`Remove the phone of ${name}?`} onClose={close}>
					<div class="stack">
						<p>Its chats are gone then. It leaves its groups, and its devices are unlinked.</p>
						<Problem of={action} />
						<div class="row end">
							<button class="button" type="button" onClick={close}>
								Keep it
							</button>
							<button
								class="button danger primary"
								type="button"
								aria-disabled={action.busy.value}
								onClick={() => void action.run(() => sandbox.api.delete(path))}
							>
								Remove it
							</button>
						</div>
					</div>
				</Dialog>
			)}
		</>
	);
}
