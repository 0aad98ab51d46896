import { stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import { serverNotification } from './delivery.js';

/** As Baileys reads it (Types/State.d.ts, NewChatMessageCapInfo); empty without a limit. */
export function describeNewChatCap({ newChatCap }: Account, now: number): Record<string, unknown> {
	if (!newChatCap) return {};
	const { quota, used, status } = newChatCap;
	return {
		total_quota: quota,
		used_quota: used,
		server_sent_timestamp: String(now),
		capping_status: status ?? (used >= quota ? 'CAPPED' : 'NONE'),
	};
}

/** Whether the sender has used up its messages to new people, and this is one. */
export function isCapped(sender: Account, to: Account): boolean {
	const { newChatCap: cap } = sender;
	if (!cap?.refuses || sender === to || sender.partners.has(to)) return false;
	return cap.used >= cap.quota;
}

/** A message was accepted: the first one to somebody uses one up. */
export function countNewChat(world: World, sender: Account, to: Account): void {
	const { newChatCap: cap } = sender;
	if (!cap || sender === to || sender.partners.has(to)) return;
	sender.newChatCap = { ...cap, used: cap.used + 1 };
	announceNewChatCap(world, sender);
}

/** Tells an account's linked devices (Baileys Socket/messages-recv.js, handleMessageCappingNotification). */
export function announceNewChatCap(world: World, account: Account): void {
	const t = world.clock.unixTime();
	const info = describeNewChatCap(account, t);
	const data = { xwa2_notify_new_chat_messages_capping_info_update: info };
	const content = Buffer.from(JSON.stringify({ data }));
	const update = stanza('update', { op_name: 'MessageCappingInfoNotification' }, content);
	for (const device of account.devices.values()) {
		const id = world.ids.next();
		world.delivery.toDevice(device, serverNotification(id, 'mex', t, [update]));
	}
}
