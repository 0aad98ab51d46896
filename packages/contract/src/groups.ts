import { z } from 'zod';
import { Timestamp } from './ids.js';
import { Contact } from './messages.js';

/** What happens to groups. `left`: this account is no longer a member. */
export const GROUP_CHANGES = [
	'created',
	'members-added',
	'members-removed',
	'members-promoted',
	'members-demoted',
	'subject',
	'description',
	'settings',
	'left',
] as const;
export type GroupChange = (typeof GROUP_CHANGES)[number];

export const GROUP_ROLES = ['member', 'admin', 'owner'] as const;
export type GroupRole = (typeof GROUP_ROLES)[number];

export const GroupMember = Contact.extend({ role: z.enum(GROUP_ROLES) }).meta({
	id: 'GroupMember',
});
export type GroupMember = z.infer<typeof GroupMember>;

export const Group = z
	.object({
		id: z.string().meta({ description: 'Usable as `to`.' }),
		subject: z.string(),
		description: z.string().nullable(),
		owner: Contact.nullable(),
		createdAt: Timestamp.nullable(),
		addressing: z.enum(['lid', 'phone-number']).meta({
			description: 'By which of their addresses members appear on the wire.',
		}),
		onlyAdminsWrite: z.boolean(),
		onlyAdminsEdit: z.boolean(),
		members: z.array(GroupMember),
	})
	.meta({ id: 'Group' });
export type Group = z.infer<typeof Group>;
