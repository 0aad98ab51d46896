import { Router } from 'express';
import { z } from 'zod';
import { SandboxError } from '../errors.js';
import type { Group } from '../groups/group.js';
import type { Sandbox } from '../sandbox.js';
import { timerSchema } from '../state/timer-seconds.js';
import { parseInput } from '../validation.js';
import { pageByPosition, pageQuerySchema } from './paging.js';

/** E.164 number, or a jid. */
const person = z.string().min(1);
const people = z.array(person).min(1).max(1_024);
const subject = z.string().min(1).max(100);

const newGroupSchema = z.strictObject({
	subject,
	members: people,
	owner: person.optional(),
	admins: z.array(person).max(1_024).optional(),
	mode: z.enum(['lid', 'pn']).optional(),
});
const changeSchema = z.strictObject({
	subject: subject.optional(),
	description: z.string().max(2_048).optional(),
	announcement: z.boolean().optional(),
	locked: z.boolean().optional(),
	addMode: z.enum(['all_member_add', 'admin_add']).optional(),
	joinApproval: z.boolean().optional(),
	/** Seconds; 0: messages stay. */
	disappearing: timerSchema.optional(),
	/** Base64 of a picture; null takes it away. */
	picture: z.base64().nullable().optional(),
	/** People who have asked to join. */
	approve: people.optional(),
	reject: people.optional(),
	/** How members are addressed from now on. */
	mode: z.enum(['lid', 'pn']).optional(),
	add: people.optional(),
	remove: people.optional(),
	promote: people.optional(),
	demote: people.optional(),
	/** Who does it; the owner, or else the first admin, when absent. */
	by: person.optional(),
});

/** Groups, and who is in them. */
export function groupsRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/v1/groups', async (request, response) => {
		const group = await sandbox.createGroup(parseInput(newGroupSchema, request.body));
		response.status(201).json(group.describe());
	});
	router.get('/v1/groups', (request, response) => {
		const query = parseInput(pageQuerySchema, request.query);
		const groups = sandbox.groups().map((group) => group.describe());
		response.json(pageByPosition(groups, query));
	});
	router.get('/v1/groups/:group', (request, response) => {
		response.json(groupIn(sandbox, request.params.group).describe());
	});
	router.patch('/v1/groups/:group', async (request, response) => {
		const group = groupIn(sandbox, request.params.group);
		await change(group, parseInput(changeSchema, request.body));
		response.json(group.describe());
	});
	router.get('/v1/groups/:group/invite', (request, response) => {
		response.json({ code: groupIn(sandbox, request.params.group).inviteCode });
	});
	router.delete('/v1/groups/:group/invite', async (request, response) => {
		response.json({ code: await groupIn(sandbox, request.params.group).renewInviteCode() });
	});
	return router;
}

/** In this order, each with its own notice to the members; what was done before a failure stays. */
async function change(
	group: Group,
	{ by, ...changes }: z.infer<typeof changeSchema>,
): Promise<void> {
	const options = { by };
	if (changes.subject !== undefined) await group.setSubject(changes.subject, options);
	if (changes.description !== undefined) await group.setDescription(changes.description, options);
	if (changes.announcement !== undefined) {
		await group.setAnnouncement(changes.announcement, options);
	}
	if (changes.locked !== undefined) await group.setLocked(changes.locked, options);
	if (changes.addMode !== undefined) await group.setAddMode(changes.addMode, options);
	if (changes.joinApproval !== undefined)
		await group.setJoinApproval(changes.joinApproval, options);
	if (changes.disappearing !== undefined) {
		await group.setDisappearing(changes.disappearing, options);
	}
	if (changes.picture !== undefined) {
		const bytes = changes.picture === null ? null : Buffer.from(changes.picture, 'base64');
		await group.setPicture(bytes, options);
	}
	if (changes.mode !== undefined) group.setMode(changes.mode);
	if (changes.approve) await group.approve(changes.approve, options);
	if (changes.reject) await group.reject(changes.reject, options);
	if (changes.add) await group.add(changes.add, options);
	if (changes.promote) await group.promote(changes.promote, options);
	if (changes.demote) await group.demote(changes.demote, options);
	if (changes.remove) await group.remove(changes.remove, options);
}

/** Throws GROUP_NOT_FOUND. */
function groupIn(sandbox: Sandbox, id: string): Group {
	const group = sandbox.group(id);
	if (group) return group;
	const detail = `There is no group ${id}. Create one with POST /v1/groups.`;
	throw new SandboxError('GROUP_NOT_FOUND', detail);
}
