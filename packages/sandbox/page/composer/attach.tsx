import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Icon, type IconName } from '../base/icon.js';
import { Popover } from '../base/popover.js';
import type { OpenChat } from '../state/open-chat.js';
import { ContactDialog } from './contact-dialog.js';
import { LocationDialog } from './location-dialog.js';
import { toPending } from './pending-file.js';
import { PollDialog } from './poll-dialog.js';

type Extra = 'location' | 'contact' | 'poll';

const EXTRAS: readonly {
	readonly extra: Extra;
	readonly icon: IconName;
	readonly label: string;
}[] = [
	{ extra: 'location', icon: 'pin', label: 'Location' },
	{ extra: 'contact', icon: 'person', label: 'Contact' },
	{ extra: 'poll', icon: 'poll', label: 'Poll' },
];

/** What can be sent besides text. */
export function Attach({ chat, open }: { readonly chat: string; readonly open: OpenChat }) {
	const button = useRef<HTMLButtonElement>(null);
	const picker = useRef<HTMLInputElement>(null);
	const menu = useSignal(false);
	const extra = useSignal<Extra | null>(null);
	const close = () => (extra.value = null);
	const choose = (chosen: Extra) => {
		menu.value = false;
		extra.value = chosen;
	};
	return (
		<>
			<button
				ref={button}
				class="button quiet round"
				type="button"
				aria-label="Attach"
				aria-haspopup="dialog"
				aria-expanded={menu.value}
				onClick={() => (menu.value = true)}
			>
				<Icon name="attach" />
			</button>
			<input
				ref={picker}
				hidden
				type="file"
				multiple
				onChange={(event) => {
					const input = event.currentTarget;
					const files = [...(input.files ?? [])].map(toPending);
					open.files.value = [...open.files.value, ...files];
					input.value = '';
				}}
			/>
			{menu.value && (
				<Popover label="Attach" at={button} onClose={() => (menu.value = false)}>
					<button
						class="menu-item"
						type="button"
						onClick={() => {
							menu.value = false;
							picker.current?.click();
						}}
					>
						<Icon name="document" />
						Picture or file
					</button>
					{EXTRAS.map(({ extra: name, icon, label }) => (
						<button key={name} class="menu-item" type="button" onClick={() => choose(name)}>
							<Icon name={icon} />
							{label}
						</button>
					))}
				</Popover>
			)}
			{extra.value === 'location' && <LocationDialog chat={chat} onClose={close} />}
			{extra.value === 'contact' && <ContactDialog chat={chat} onClose={close} />}
			{extra.value === 'poll' && <PollDialog chat={chat} onClose={close} />}
		</>
	);
}
