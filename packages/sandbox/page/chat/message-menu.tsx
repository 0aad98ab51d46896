import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { announce } from '../base/announce.js';
import { useAction } from '../base/action.js';
import { Icon } from '../base/icon.js';
import { Popover } from '../base/popover.js';
import { Problem } from '../base/problem.js';
import { usePage, usePhone } from '../state/context.js';
import type { DisplayedMessage } from '../state/api-types.js';
import type { OpenChat } from '../state/open-chat.js';
import type { Reaction } from './bubbles.js';
import { MessageDetails } from './message-details.js';

const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

export interface MessageMenuProps {
	readonly message: DisplayedMessage;
	readonly reactions: readonly Reaction[];
	readonly at: RefObject<HTMLElement | null>;
	readonly chat: string;
	readonly open: OpenChat;
	onClose(): void;
}

/** What one can do with a message. */
export function MessageMenu(props: MessageMenuProps) {
	const { message, reactions, chat, open, onClose } = props;
	const { sandbox } = usePage();
	const phone = usePhone();
	const action = useAction();
	// Of a message that is gone already, there is nothing but its details.
	const details = useSignal(message.deleted);
	const given = reactions.find(({ from }) => from === phone.phoneNumber)?.emoji;
	const own = message.direction === 'out';
	const admin = sandbox
		.group(chat)
		?.members.some(
			({ phoneNumber, role }) => phoneNumber === phone.phoneNumber && role !== 'member',
		);
	const path = `${phone.path}/messages/${encodeURIComponent(message.id)}`;
	const react = async (emoji: string) => {
		const reaction = { messageId: message.id, emoji: emoji === given ? '' : emoji };
		const done = await action.run(() =>
			sandbox.api.post(`${phone.path}/messages`, { to: chat, reaction }),
		);
		if (done) onClose();
	};
	const reply = () => {
		onClose();
		open.editing.value = null;
		open.answering.value = message;
	};
	const edit = () => {
		onClose();
		open.answering.value = null;
		open.editing.value = message;
		open.draft.value = message.text ?? '';
	};
	const takeBack = async () => {
		if (await action.run(() => sandbox.api.delete(path))) onClose();
	};
	const copy = async () => {
		await navigator.clipboard.writeText(message.text ?? '');
		announce('Copied');
		onClose();
	};
	const editable = own && (message.kind === 'text' || Boolean(message.attachment?.caption));
	if (details.value) return <MessageDetails message={message} onClose={onClose} />;
	return (
		<Popover label="What to do with this message" at={props.at} onClose={onClose}>
			<div class="emoji-line" role="group" aria-label="React">
				{QUICK.map((emoji) => (
					<button
						key={emoji}
						class="button quiet round"
						type="button"
						aria-label={`React with ${emoji}`}
						aria-pressed={emoji === given}
						onClick={() => void react(emoji)}
					>
						{emoji}
					</button>
				))}
			</div>
			<Problem of={action} />
			<button class="menu-item" type="button" onClick={reply}>
				<Icon name="reply" />
				Reply
			</button>
			{editable && (
				<button class="menu-item" type="button" onClick={edit}>
					<Icon name="write" />
					Edit
				</button>
			)}
			{message.text && (
				<button class="menu-item" type="button" onClick={() => void copy().catch(onClose)}>
					<Icon name="copy" />
					Copy the text
				</button>
			)}
			<button class="menu-item" type="button" onClick={() => (details.value = true)}>
				<Icon name="document" />
				Details
			</button>
			{(own || admin) && (
				<button class="menu-item danger" type="button" onClick={() => void takeBack()}>
					<Icon name="trash" />
					Delete for everyone
				</button>
			)}
		</Popover>
	);
}
