import { useSignal } from '@preact/signals';
import { Avatar } from '../base/avatar.js';
import { Icon } from '../base/icon.js';
import { usePage, usePhone } from '../state/context.js';
import { Screen } from './screen.js';

/** Whom to write to: one of the other phones, a group, or a number. */
export function NewChatScreen() {
	const { sandbox } = usePage();
	const phone = usePhone();
	const number = useSignal('');
	const wanted = number.value.trim().toLowerCase();
	const others = (sandbox.phones.value ?? []).filter(
		({ phoneNumber, name }) =>
			phoneNumber !== phone.phoneNumber && `${name} ${phoneNumber}`.toLowerCase().includes(wanted),
	);
	const open = (chat: string) => phone.show({ name: 'chat', chat });
	const digits = number.value.replace(/\D/g, '');
	return (
		<Screen title={<h3 class="grow cut">New chat</h3>}>
			<div class="scrolled">
				<form
					class="padded"
					onSubmit={(event) => {
						event.preventDefault();
						const [first] = others;
						if (first) open(first.phoneNumber);
						else if (digits.length >= 7) open(`+${digits}`);
					}}
				>
					<input
						class="input"
						data-first
						aria-label="Name or phone number"
						placeholder="Name or phone number"
						value={number}
						onInput={(event) => (number.value = event.currentTarget.value)}
					/>
				</form>
				<ul class="chat-list" aria-label="People">
					<li>
						<button
							class="chat-row"
							type="button"
							data-opens="new-group"
							onClick={() => phone.show({ name: 'new-group' })}
						>
							<span class="avatar round-icon">
								<Icon name="group" />
							</span>
							<span class="name grow">New group</span>
						</button>
					</li>
					{others.map(({ phoneNumber, name, registered }) => (
						<li key={phoneNumber}>
							<button class="chat-row" type="button" onClick={() => open(phoneNumber)}>
								<Avatar name={name} of={phoneNumber} />
								<span class="grow">
									<span class="name cut">{name}</span>
									<span class="dim small cut">
										{registered ? phoneNumber : `${phoneNumber}, not on WhatsApp`}
									</span>
								</span>
							</button>
						</li>
					))}
					{others.length === 0 && digits.length >= 7 && (
						<li>
							<button class="chat-row" type="button" onClick={() => open(`+${digits}`)}>
								<Avatar name={digits} of={digits} />
								<span class="name grow">{`Write to +${digits}`}</span>
							</button>
						</li>
					)}
				</ul>
			</div>
		</Screen>
	);
}
