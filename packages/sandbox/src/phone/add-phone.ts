import { SandboxError } from '../errors.js';
import { digitsOf, lidOf } from '../phone-number.js';
import { isGroup } from '../stanza/jid.js';
import { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { ChatHistory } from './history-input.js';
import type { NewPhone } from './new-phone.js';
import { Phone } from './phone.js';
import { removePhone } from './remove-phone.js';

/** All or nobody, whose histories may name one another. Rejects as `addPhone` and `phone.addHistory` do. */
export async function addPhones(world: World, phones: readonly NewPhone[]): Promise<Phone[]> {
	const added: { readonly account: Account; readonly history: readonly ChatHistory[] }[] = [];
	try {
		for (const { history = [], ...newPhone } of phones) {
			added.push({ account: addPhone(world, newPhone), history });
		}
		for (const { account, history } of added) await addHistory(world, account.phone, history);
	} catch (error) {
		for (const { account } of added) removePhone(world, account);
		throw error;
	}
	return added.map(({ account }) => account.phone);
}

/** A number with its phone. Throws PHONE_ALREADY_EXISTS, INVALID_NUMBER. */
function addPhone(
	world: World,
	{ phoneNumber, name, registered = true, aliases = [] }: Omit<NewPhone, 'history'>,
): Account {
	const number = digitsOf(phoneNumber);
	if (world.accounts.byPhoneNumber(number)) {
		throw new SandboxError('PHONE_ALREADY_EXISTS', `There is a phone +${number} already.`);
	}
	const account = new Account({
		...{ number, lid: lidOf(number), name: name ?? `+${number}`, registered },
		aliases: aliases.map(digitsOf),
	});
	const phone = new Phone(world, account);
	account.attachPhone(phone);
	world.accounts.add(account);
	world.events.publish('phone.added', { phoneNumber: phone.phoneNumber });
	return account;
}

/** People it names who are not on WhatsApp yet are added. Rejects as `phone.addHistory` does. */
async function addHistory(
	world: World,
	phone: Phone,
	history: readonly ChatHistory[],
): Promise<void> {
	if (history.length === 0) return;
	for (const { chat } of history) {
		if (isGroup(chat) || world.accounts.byPhoneNumber(chat)) continue;
		addPhone(world, { phoneNumber: chat });
	}
	await phone.addHistory(history);
}
