import { signal, useSignal, useSignalEffect } from '@preact/signals';
import { Avatar } from '../base/avatar.js';
import { Icon } from '../base/icon.js';
import { Composer } from '../composer/composer.js';
import { toPending } from '../composer/pending-file.js';
import { Screen } from '../phone/screen.js';
import { usePage, usePhone } from '../state/context.js';
import type { OpenChat } from '../state/open-chat.js';
import { MessageList } from './message-list.js';

/** Whether somebody can see the page: what nobody sees is not read. */
const inSight = signal(!document.hidden);
document.addEventListener('visibilitychange', () => (inSight.value = !document.hidden));

/** The messages of one chat, and where one writes. */
export function ChatScreen({ chat }: { readonly chat: string }) {
	const { sandbox } = usePage();
	const phone = usePhone();
	const open = phone.chat(chat);
	const dropping = useSignal(false);
	const markRead = () =>
		void sandbox.api.post(`${phone.path}/read`, { chat }).catch(() => undefined);
	useSignalEffect(() => {
		if (phone.readsOpenChat.value && inSight.value && hasUnread(open)) markRead();
	});
	const takeDrop = (event: DragEvent) => {
		event.preventDefault();
		dropping.value = false;
		const files = [...(event.dataTransfer?.files ?? [])].map(toPending);
		open.files.value = [...open.files.value, ...files];
	};
	return (
		<Screen title={<ChatTitle chat={chat} open={open} />}>
			<div
				class={dropping.value ? 'chat dropping' : 'chat'}
				onDragOver={(event) => {
					event.preventDefault();
					dropping.value = true;
				}}
				onDragLeave={() => (dropping.value = false)}
				onDrop={takeDrop}
			>
				{!phone.readsOpenChat.value && hasUnread(open) && (
					<button class="button small mark-read" type="button" onClick={markRead}>
						<Icon name="check" />
						Mark as read
					</button>
				)}
				<MessageList chat={chat} open={open} />
				<Composer chat={chat} open={open} />
			</div>
		</Screen>
	);
}

const hasUnread = ({ messages }: OpenChat): boolean =>
	(messages.value ?? []).some(
		({ direction, read, kind }) => direction === 'in' && !read && kind !== 'reaction',
	);

function ChatTitle({ chat, open }: { readonly chat: string; readonly open: OpenChat }) {
	const { sandbox } = usePage();
	const phone = usePhone();
	const name = sandbox.nameOf(chat);
	const group = sandbox.group(chat);
	const [typist] = open.typists.value;
	const members = group?.members.map(({ phoneNumber }) => sandbox.nameOf(phoneNumber)).join(', ');
	const verb = typist?.state === 'recording' ? 'recording…' : 'typing…';
	const subtitle = typist
		? group
			? `${sandbox.nameOf(typist.from)} is ${verb}`
			: verb
		: (members ?? chat);
	const names = (
		<>
			<Avatar name={name} of={chat} />
			<span class="grow">
				<h3 class="cut">{name}</h3>
				<span class={typist ? 'cut small typing' : 'cut small dim'}>{subtitle}</span>
			</span>
		</>
	);
	if (!group) return <div class="chat-title grow">{names}</div>;
	return (
		<button
			class="chat-title button quiet grow"
			type="button"
			aria-label={`Group ${name}: members and subject`}
			onClick={() => phone.show({ name: 'group', chat })}
		>
			{names}
			<Icon name="chevron" />
		</button>
	);
}
