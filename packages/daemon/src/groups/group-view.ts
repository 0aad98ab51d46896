import type { Contact, Group } from '@waypost/contract';
import { toIsoOrNull } from '../runtime/clock.js';
import type { Address, GroupInfo } from '../whatsapp/whatsapp-connection.js';

/**
 * A group as the API shows it.
 *
 * @param complete - adds the address of a person that is not given, where it is known.
 */
export function viewGroup(group: GroupInfo, complete: (person: Address) => Address): Group {
	const toContact = (person: Address): Contact => {
		const { id, phoneNumber, lid, name } = complete(person);
		return { id, phoneNumber, lid, name };
	};
	return {
		id: group.id,
		subject: group.subject,
		description: group.description,
		owner: group.owner && toContact(group.owner),
		createdAt: toIsoOrNull(group.createdAt),
		addressing: group.addressing,
		onlyAdminsWrite: group.onlyAdminsWrite,
		onlyAdminsEdit: group.onlyAdminsEdit,
		members: group.members.map((member) => ({ ...toContact(member), role: member.role })),
	};
}
