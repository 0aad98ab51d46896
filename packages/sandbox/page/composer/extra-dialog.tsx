import type { ComponentChildren } from 'preact';
import { useAction } from '../base/action.js';
import { Dialog } from '../base/dialog.js';
import { Problem } from '../base/problem.js';
import { usePage, usePhone } from '../state/context.js';

/** What the forms for locations, contacts and polls are given. */
export interface ExtraProps {
	readonly chat: string;
	onClose(): void;
}

/** A form in a dialog that sends one message. */
export function ExtraDialog(
	props: ExtraProps & {
		readonly title: string;
		readonly children: ComponentChildren;
		/** The content of the message, as the control API takes it. */
		content(): object;
	},
) {
	const { sandbox } = usePage();
	const { path } = usePhone();
	const action = useAction();
	const send = async () => {
		const message = { to: props.chat, ...props.content() };
		if (await action.run(() => sandbox.api.post(`${path}/messages`, message))) props.onClose();
	};
	return (
		<Dialog title={props.title} onClose={props.onClose}>
			<form
				class="stack"
				onSubmit={(event) => {
					event.preventDefault();
					void send();
				}}
			>
				{props.children}
				<Problem of={action} />
				<div class="row end">
					<button class="button primary" type="submit" aria-disabled={action.busy.value}>
						Send
					</button>
				</div>
			</form>
		</Dialog>
	);
}
