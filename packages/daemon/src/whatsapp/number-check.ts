import { WaypostError } from '../runtime/waypost-error.js';
import type { WASocket } from './baileys.js';
import { accountJid, addressOf, jidOfPhoneNumber } from './jid.js';
import type { Address } from './whatsapp-connection.js';

export interface NumberCheckOptions {
	sock: Pick<WASocket, 'onWhatsApp' | 'signalRepository'>;
	within<T>(work: Promise<T>, what: string): Promise<T>;
}

/**
 * Asks WhatsApp which numbers it knows.
 *
 * WhatsApp answers with its own spelling of a number, which differs from the one asked for in some
 * countries, and says nothing of the others; so what cannot be matched is asked for one by one.
 *
 * @throws WaypostError WHATSAPP_TIMEOUT
 */
export async function checkNumbers(
	options: NumberCheckOptions,
	phoneNumbers: readonly string[],
): Promise<Map<string, Address | null>> {
	const known = await ask(options, phoneNumbers);
	const found = new Map<string, string | undefined>();
	// Asked for one number alone, whatever WhatsApp names is that number.
	const onlyOne = phoneNumbers.length === 1 ? [...known][0] : undefined;
	for (const number of phoneNumbers) {
		const jid = jidOfPhoneNumber(number);
		found.set(number, known.has(jid) ? jid : onlyOne);
	}
	const matched = new Set(found.values());
	const misspelt = [...known].some((jid) => !matched.has(jid));
	for (const [number, jid] of found) {
		if (jid || !(misspelt || endsLikeOneOf(number, known))) continue;
		found.set(number, [...(await ask(options, [number]))][0]);
	}
	return addressesOf(options, found);
}

/**
 * Asked for two spellings of one number, WhatsApp may name it once. Spellings differ behind the
 * country code (Brazil, Mexico, Argentina), not at the end. WhatsApp still decides.
 */
const endsLikeOneOf = (number: string, jids: ReadonlySet<string>): boolean =>
	[...jids].some((jid) => jid.split('@')[0]?.endsWith(number.slice(-7)));

async function ask(
	{ sock, within }: NumberCheckOptions,
	phoneNumbers: readonly string[],
): Promise<Set<string>> {
	let answers: { jid: string; exists: unknown }[] | undefined;
	try {
		answers = await within(
			sock.onWhatsApp(...phoneNumbers.map(jidOfPhoneNumber)),
			'which numbers are on WhatsApp',
		);
	} catch (error) {
		throw new WaypostError('WHATSAPP_TIMEOUT', undefined, { cause: error });
	}
	// Undefined is how Baileys says that nobody answered; it is not "none of them".
	if (!answers) throw new WaypostError('WHATSAPP_TIMEOUT');
	const known = answers.filter(({ exists }) => exists).map(({ jid }) => accountJid(jid));
	return new Set(known.filter((jid) => jid !== null));
}

async function addressesOf(
	{ sock, within }: NumberCheckOptions,
	found: ReadonlyMap<string, string | undefined>,
): Promise<Map<string, Address | null>> {
	const jids = [...found.values()].filter((jid) => jid !== undefined);
	const lookUp = sock.signalRepository.lidMapping.getLIDsForPNs(jids);
	// A LID is a bonus here: the number is usable without.
	const pairs = jids.length === 0 ? null : await within(lookUp, 'LIDs').catch(() => null);
	const lids = new Map((pairs ?? []).map(({ pn, lid }) => [accountJid(pn), lid]));
	return new Map(
		[...found].map(([number, jid]) => [
			number,
			jid === undefined ? null : addressOf([jid, lids.get(jid)], null),
		]),
	);
}
