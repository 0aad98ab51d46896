import { Icon } from '../base/icon.js';
import { summaryOf } from '../chat/message-words.js';
import { usePage } from '../state/context.js';
import type { OpenChat } from '../state/open-chat.js';

/** The message one answers or changes, above the field. */
export function WrittenAbout({ open, onGiveUp }: { readonly open: OpenChat; onGiveUp(): void }) {
	const { sandbox } = usePage();
	const message = open.answering.value ?? open.editing.value;
	if (!message) return null;
	const title = open.editing.value
		? 'Change this message'
		: `Answer to ${message.direction === 'out' ? 'yourself' : sandbox.nameOf(message.from)}`;
	return (
		<div class="written-about">
			<div class="grow">
				<strong class="small">{title}</strong>
				<div class="cut dim">{summaryOf(message)}</div>
			</div>
			<button
				class="button quiet round small"
				type="button"
				aria-label="Give up"
				onClick={onGiveUp}
			>
				<Icon name="close" />
			</button>
		</div>
	);
}
