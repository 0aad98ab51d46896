import { usePage, usePhone } from '../state/context.js';
import type { DisplayedMessage } from '../state/api-types.js';
import { summaryOf } from './message-words.js';

/** What a message answers; a click leads there. */
export function Quote({ message }: { readonly message: DisplayedMessage }) {
	const { sandbox } = usePage();
	const phone = usePhone();
	const { quoted, replyTo, chat } = message;
	const original = phone.chat(chat).messages.value?.find(({ id }) => id === replyTo);
	const from = quoted?.from ?? null;
	const author =
		from === phone.phoneNumber ? 'You' : from === null ? 'Somebody' : sandbox.nameOf(from);
	const words = quoted?.text || (original ? summaryOf(original) : 'A message');
	const jump = (event: MouseEvent) => {
		const { currentTarget } = event;
		if (!(currentTarget instanceof Element) || replyTo === null) return;
		const row = currentTarget
			.closest('.messages')
			?.querySelector(`[data-message="${CSS.escape(replyTo)}"]`);
		row?.scrollIntoView({ block: 'center' });
		row?.querySelector<HTMLElement>('button.more')?.focus();
	};
	return (
		<button class="quote" type="button" onClick={jump}>
			<strong class="small">{author}</strong>
			<span class="quoted">{words}</span>
		</button>
	);
}
