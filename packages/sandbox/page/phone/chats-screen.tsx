import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from '../base/icon.js';
import { usePage, usePhone } from '../state/context.js';
import type { OpenScreen } from '../state/screens.js';
import { ChatRow } from './chat-row.js';

/** The first screen of a phone: who it is, and its chats. */
export function ChatsScreen() {
	const { sandbox } = usePage();
	const phone = usePhone();
	const ref = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		if (!phone.takeMove()) return;
		const opener = (what: string) =>
			ref.current?.querySelector<HTMLElement>(`[data-opens="${CSS.escape(what)}"]`);
		// A chat in which nobody wrote has no row.
		(opener(openerOf(phone.screenLeft.value)) ?? opener('new-chat'))?.focus();
	}, []);
	const summary = sandbox.summary(phone.phoneNumber);
	const chats = phone.chats.value;
	const devices = phone.devices.value;
	const name = summary?.name ?? phone.phoneNumber;
	return (
		<div class="screen" ref={ref}>
			<header class="screen-bar top">
				<h3 class="grow">Chats</h3>
				<Opener to="devices" icon="device" label={`Linked devices: ${devices?.length ?? 0}`}>
					{devices && devices.length > 0 ? devices.length : null}
				</Opener>
				<Opener to="rules" icon="rules" label="Settings of this phone" />
				<Opener to="new-chat" icon="write" label="New chat" />
			</header>
			{summary?.registered === false && (
				<p class="notice inset">This number is not on WhatsApp: nobody can write to it.</p>
			)}
			{summary?.registered && devices?.length === 0 && (
				<div class="notice good inset row">
					<span class="grow">No program is linked to this phone.</span>
					<button
						class="button small"
						type="button"
						onClick={() => phone.show({ name: 'devices' })}
					>
						<Icon name="qr" />
						Link a device
					</button>
				</div>
			)}
			{chats?.length === 0 && <p class="nothing dim">No chats yet.</p>}
			<ul class="chat-list" aria-label={`Chats of ${name}`} onKeyDown={moveBetweenRows}>
				{chats?.map((chat) => (
					<ChatRow key={chat.id} chat={chat} />
				))}
			</ul>
		</div>
	);
}

interface OpenerProps {
	readonly to: 'devices' | 'rules' | 'new-chat';
	readonly icon: IconName;
	readonly label: string;
	readonly children?: number | null;
}

function Opener({ to, icon, label, children }: OpenerProps) {
	const phone = usePhone();
	return (
		<button
			class="button quiet round with-count"
			type="button"
			data-opens={to}
			aria-label={label}
			title={label}
			onClick={() => phone.show({ name: to })}
		>
			<Icon name={icon} />
			{children !== null && children !== undefined && <span class="count">{children}</span>}
		</button>
	);
}

const openerOf = (screen: OpenScreen): string =>
	'chat' in screen ? `chat ${screen.chat}` : screen.name;

function moveBetweenRows(event: KeyboardEvent): void {
	const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
	const { currentTarget } = event;
	if (step === 0 || !(currentTarget instanceof Element)) return;
	const rows = [...currentTarget.querySelectorAll<HTMLElement>('button')];
	const here = rows.findIndex((row) => row === document.activeElement);
	rows[Math.min(rows.length - 1, Math.max(0, here + step))]?.focus();
	event.preventDefault();
}
