import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Icon } from '../base/icon.js';
import { usePage } from '../state/context.js';
import type { DisplayedMessage } from '../state/api-types.js';
import type { OpenChat } from '../state/open-chat.js';
import type { BubbleView, Reaction } from './bubbles.js';
import { MessageBody } from './message-body.js';
import { MessageMenu } from './message-menu.js';
import { Quote } from './quote.js';
import { Ticks } from './ticks.js';
import { formatMoment, formatTime } from './times.js';

export interface BubbleProps {
	readonly bubble: BubbleView;
	readonly chat: string;
	readonly open: OpenChat;
}

/** One message, with what belongs to it. */
export function Bubble({ bubble: { message, reactions, follows }, chat, open }: BubbleProps) {
	const { sandbox } = usePage();
	const menu = useSignal(false);
	const button = useRef<HTMLButtonElement>(null);
	const own = message.direction === 'out';
	const author = own ? 'You' : sandbox.nameOf(message.from);
	const bare = message.kind === 'sticker' && !message.deleted;
	const classes = ['bubble-row', message.direction, follows && 'follows', bare && 'bare'];
	return (
		<article
			class={classes.filter(Boolean).join(' ')}
			aria-label={`${author}, ${formatTime(message.at)}`}
			data-message={message.id}
		>
			<div class="bubble">
				{!own && chat.endsWith('@g.us') && !follows && <div class="author">{author}</div>}
				{message.quoted && !message.deleted && <Quote message={message} />}
				<MessageBody message={message} />
				<Meta message={message} />
			</div>
			<button
				ref={button}
				class="button quiet round small more"
				type="button"
				aria-label={`What to do with this message of ${own ? 'yours' : author}`}
				aria-haspopup="dialog"
				aria-expanded={menu.value}
				onClick={() => (menu.value = true)}
			>
				<Icon name="more" />
			</button>
			{reactions.length > 0 && !message.deleted && <Reactions reactions={reactions} />}
			{menu.value && (
				<MessageMenu
					message={message}
					reactions={reactions}
					at={button}
					chat={chat}
					open={open}
					onClose={() => (menu.value = false)}
				/>
			)}
		</article>
	);
}

function Meta({ message }: { readonly message: DisplayedMessage }) {
	const { at, edited, deleted, copies, direction } = message;
	return (
		<div class="meta">
			{copies > 1 && (
				<span class="badge soft" title="The same message id arrived more than once">
					arrived {copies}×
				</span>
			)}
			{edited && !deleted && <span>Edited</span>}
			<time dateTime={at} title={formatMoment(at)}>
				{formatTime(at)}
			</time>
			{direction === 'out' && !deleted && <Ticks message={message} />}
		</div>
	);
}

function Reactions({ reactions }: { readonly reactions: readonly Reaction[] }) {
	const { sandbox } = usePage();
	const who = reactions.map(({ from, emoji }) => `${sandbox.nameOf(from)}: ${emoji}`).join(', ');
	const emoji = [...new Set(reactions.map((reaction) => reaction.emoji))];
	return (
		<div class="reactions" role="img" aria-label={`Reactions: ${who}`} title={who}>
			<span class="reaction-chip">
				{emoji.join(' ')}
				{reactions.length > 1 && ` ${reactions.length}`}
			</span>
		</div>
	);
}
