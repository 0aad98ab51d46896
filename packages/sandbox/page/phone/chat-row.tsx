import { Avatar } from '../base/avatar.js';
import { summaryOf } from '../chat/message-words.js';
import { Ticks } from '../chat/ticks.js';
import { formatShort } from '../chat/times.js';
import { usePage, usePhone } from '../state/context.js';
import type { PhoneChat } from '../state/api-types.js';

/** A line of the list of chats. */
export function ChatRow({ chat }: { readonly chat: PhoneChat }) {
	const phone = usePhone();
	const { id, name, unread, lastMessage } = chat;
	return (
		<li>
			<button
				class={unread > 0 ? 'chat-row unread' : 'chat-row'}
				type="button"
				data-opens={`chat ${id}`}
				onClick={() => phone.show({ name: 'chat', chat: id })}
			>
				<Avatar name={name} of={id} />
				<span class="grow">
					<span class="line">
						<span class="name cut grow">{name}</span>
						{lastMessage && <time class="dim small">{formatShort(lastMessage.at)}</time>}
					</span>
					<span class="line">
						<LastLine chat={chat} />
						{unread > 0 && (
							<span class="badge">
								{unread}
								<span class="hidden-visually"> unread</span>
							</span>
						)}
					</span>
				</span>
			</button>
		</li>
	);
}

function LastLine({ chat: { id, kind, lastMessage } }: { readonly chat: PhoneChat }) {
	const { sandbox } = usePage();
	const phone = usePhone();
	const [typist] = phone.known(id)?.typists.value ?? [];
	if (typist) {
		const who = kind === 'group' ? `${sandbox.nameOf(typist.from)} is ` : '';
		const what = typist.state === 'recording' ? 'recording…' : 'typing…';
		return <span class="cut grow typing">{`${who}${what}`}</span>;
	}
	if (!lastMessage) return <span class="cut grow dim">Nobody has written yet</span>;
	const own = lastMessage.direction === 'out';
	const author = kind === 'group' && !own ? `${sandbox.nameOf(lastMessage.from)}: ` : '';
	return (
		<span class="cut grow dim">
			{own && lastMessage.kind !== 'reaction' && !lastMessage.deleted && (
				<Ticks message={lastMessage} />
			)}
			{`${author}${summaryOf(lastMessage)}`}
		</span>
	);
}
