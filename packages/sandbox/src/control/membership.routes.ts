import { Router } from 'express';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import { parseInput } from '../validation.js';
import { phoneIn } from './phone-param.js';

const name = z.string().min(1);
const joinSchema = z.union([
	z.strictObject({ code: name }),
	/** Of an invitation this phone displays. */
	z.strictObject({ messageId: name }),
]);
const inviteSchema = z.strictObject({ to: name, text: z.string().optional() });

/** How a phone's owner comes into groups, and out of them. */
export function membershipRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/v1/phones/:number/groups', async (request, response) => {
		const { groups } = phoneIn(sandbox, request.params.number);
		const by = parseInput(joinSchema, request.body);
		if ('code' in by) response.json({ outcome: await groups.join(by.code) });
		else {
			await groups.accept(by.messageId);
			response.json({ outcome: 'joined' });
		}
	});
	router.post('/v1/phones/:number/groups/:group/invites', async (request, response) => {
		const { number, group } = request.params;
		const { to, text } = parseInput(inviteSchema, request.body);
		response.status(201).json(await phoneIn(sandbox, number).groups.invite(group, to, text));
	});
	router.delete('/v1/phones/:number/groups/:group', async (request, response) => {
		await phoneIn(sandbox, request.params.number).groups.leave(request.params.group);
		response.status(204).end();
	});
	return router;
}
