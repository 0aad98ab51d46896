import type { Contact } from '@waypost/contract';
import type { ChatAddress } from '../../whatsapp/whatsapp-connection.js';
import { atPlace } from './draft-check.js';
import { invalidField } from '../message-text.js';
import { parseRecipient, type Recipient } from '../recipient.js';

/**
 * The people a text names.
 *
 * @throws WaypostError INVALID_NUMBER, INVALID_REQUEST, with the place in the list.
 */
export const findMentioned = (
	mentions: readonly string[],
	addressOf: (recipient: Recipient) => ChatAddress,
): Contact[] => mentions.map((mention, index) => findOne(mention, `/mentions/${index}`, addressOf));

function findOne(
	mention: string,
	path: string,
	addressOf: (recipient: Recipient) => ChatAddress,
): Contact {
	let person: ChatAddress;
	try {
		person = addressOf(parseRecipient(mention));
	} catch (error) {
		throw atPlace(path, error);
	}
	const { id, phoneNumber, lid, name, kind } = person;
	if (kind !== 'direct') throw invalidField(path, 'Only people can be mentioned, not a group.');
	return { id, phoneNumber, lid, name };
}
