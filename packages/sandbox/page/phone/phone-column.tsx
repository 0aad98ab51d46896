import type { HTMLAttributes } from 'preact';
import { panelId, tabId } from '../phones/phone-bar.js';
import { ChatScreen } from '../chat/chat-screen.js';
import type { PhoneSummary } from '../state/api-types.js';
import { InPhone, usePage, usePhone } from '../state/context.js';
import type { OpenScreen } from '../state/screens.js';
import { ChatsScreen } from './chats-screen.js';
import { DevicesScreen } from './devices-screen.js';
import { GroupScreen } from './group-screen.js';
import { NewChatScreen } from './new-chat-screen.js';
import { NewGroupScreen } from './new-group-screen.js';
import { RulesScreen } from './rules-screen.js';

type AccessibleLabel = Pick<
	HTMLAttributes<HTMLElement>,
	'id' | 'role' | 'aria-label' | 'aria-labelledby'
>;

/** One phone, with the screen that is open on it. */
export function PhoneColumn({ phoneNumber }: { readonly phoneNumber: string }) {
	const { sandbox, layout } = usePage();
	const summary = sandbox.summary(phoneNumber);
	if (!summary) return null;
	const phone = sandbox.phone(phoneNumber);
	const label: AccessibleLabel = layout.narrow.value
		? { id: panelId(phoneNumber), role: 'tabpanel', 'aria-labelledby': tabId(phoneNumber) }
		: { 'aria-label': `Phone of ${summary.name}, ${phoneNumber}` };
	return (
		<InPhone.Provider value={phone}>
			<section class="phone card" {...label}>
				<Owner phone={summary} />
				<Screen screen={phone.screen.value} />
			</section>
		</InPhone.Provider>
	);
}

/** Whose phone this is, whatever is open on it. */
function Owner({ phone: { name, phoneNumber } }: { readonly phone: PhoneSummary }) {
	const connected = usePhone().devices.value?.some((device) => device.connected) ?? false;
	return (
		<header class="owner">
			<h2 class="cut">{name}</h2>
			<span class="cut grow">{phoneNumber}</span>
			{connected && <span class="state on">Program connected</span>}
		</header>
	);
}

function Screen({ screen }: { readonly screen: OpenScreen }) {
	switch (screen.name) {
		case 'chats':
			return <ChatsScreen />;
		case 'chat':
			return <ChatScreen key={screen.chat} chat={screen.chat} />;
		case 'group':
			return <GroupScreen key={screen.chat} group={screen.chat} />;
		case 'new-chat':
			return <NewChatScreen />;
		case 'new-group':
			return <NewGroupScreen />;
		case 'devices':
			return <DevicesScreen />;
		case 'rules':
			return <RulesScreen />;
	}
}
