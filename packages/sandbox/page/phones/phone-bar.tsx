import { useSignal } from '@preact/signals';
import { Avatar } from '../base/avatar.js';
import { usePage } from '../state/context.js';
import type { PhoneSummary } from '../state/api-types.js';

/** As many phones as one finds without looking for them. */
const FEW = 12;

/** All phones: on a wide screen switches that show and hide them, on a narrow one tabs. */
export function PhoneBar({ phones }: { readonly phones: readonly PhoneSummary[] }) {
	const { layout } = usePage();
	const shown = new Set(layout.shown.value);
	const narrow = layout.narrow.value;
	const wanted = useSignal('');
	const fitting = phones.filter(({ name, phoneNumber }) =>
		`${name} ${phoneNumber}`.toLowerCase().includes(wanted.value.trim().toLowerCase()),
	);
	const list = fitting.map(({ phoneNumber, name }) => {
		const isShown = shown.has(phoneNumber);
		return (
			<button
				key={phoneNumber}
				id={tabId(phoneNumber)}
				class="phone-chip"
				type="button"
				{...(narrow
					? {
							role: 'tab',
							'aria-selected': isShown,
							'aria-controls': panelId(phoneNumber),
							tabIndex: isShown ? 0 : -1,
						}
					: { 'aria-pressed': isShown })}
				title={narrow ? phoneNumber : `${isShown ? 'Hide' : 'Show'} the phone ${phoneNumber}`}
				onClick={() => layout.toggle(phoneNumber)}
			>
				<Avatar name={name} of={phoneNumber} small />
				<span class="cut">{name}</span>
				{!isShown && phones.length <= FEW && <Unread phoneNumber={phoneNumber} />}
			</button>
		);
	});
	const bar = narrow ? (
		<div class="phone-bar" role="tablist" aria-label="Phones" onKeyDown={moveBetweenTabs}>
			{list}
		</div>
	) : (
		<div class="phone-bar" role="group" aria-label="Phones to show">
			{list}
		</div>
	);
	if (phones.length <= FEW) return bar;
	return (
		<div class="many-phones">
			<input
				class="input"
				type="search"
				aria-label="Find a phone"
				placeholder="Find a phone"
				value={wanted}
				onInput={(event) => (wanted.value = event.currentTarget.value)}
			/>
			{bar}
		</div>
	);
}

/** How much waits on a phone that is not shown. */
function Unread({ phoneNumber }: { readonly phoneNumber: string }) {
	const { sandbox } = usePage();
	const chats = sandbox.phone(phoneNumber).chats.value ?? [];
	const count = chats.reduce((sum, { unread }) => sum + unread, 0);
	if (count === 0) return null;
	return (
		<span class="badge">
			{count}
			<span class="hidden-visually"> unread</span>
		</span>
	);
}

/** The tab of a phone names its column, and says which that is. */
export const panelId = (phoneNumber: string): string => `phone-${phoneNumber.replace('+', '')}`;

export const tabId = (phoneNumber: string): string => `tab-${phoneNumber.replace('+', '')}`;

function moveBetweenTabs(event: KeyboardEvent): void {
	const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
	const { currentTarget, target } = event;
	if (step === 0 || !(currentTarget instanceof Element) || !(target instanceof Element)) return;
	const tabs = [...currentTarget.querySelectorAll<HTMLElement>('[role=tab]')];
	const next = tabs.at((tabs.indexOf(target as HTMLElement) + step) % tabs.length);
	next?.focus();
	next?.click();
}
