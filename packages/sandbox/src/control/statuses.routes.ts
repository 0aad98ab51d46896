import { Router } from 'express';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import { parseInput } from '../validation.js';
import { attachmentSchema } from './message-input.js';
import { pageByNumber, pageQuerySchema } from './paging.js';
import { phoneIn } from './phone-param.js';

const to = z.array(z.string().min(1)).max(10_000).optional();
const postSchema = z.union([
	z.strictObject({ text: z.string().min(1), to }),
	z.strictObject({ attachment: attachmentSchema, to }),
]);

/** What phones show to all contacts for a day. */
export function statusesRoutes(sandbox: Sandbox): Router {
	const router = Router();
	const base = '/v1/phones/:number/statuses';
	router.get(base, (request, response) => {
		const query = parseInput(pageQuerySchema, request.query);
		const statuses = phoneIn(sandbox, request.params.number).statuses.all(query);
		response.json(pageByNumber(statuses, ({ seq }) => seq, query));
	});
	router.post(base, async (request, response) => {
		const { statuses } = phoneIn(sandbox, request.params.number);
		const post = parseInput(postSchema, request.body);
		if ('text' in post) response.status(201).json(await statuses.postText(post.text, post));
		else {
			const data = Buffer.from(post.attachment.data, 'base64');
			const { id } = await statuses.postAttachment({ ...post.attachment, data }, post);
			response.status(201).json({ id });
		}
	});
	router.post(`${base}/:message/view`, async (request, response) => {
		await phoneIn(sandbox, request.params.number).statuses.view(request.params.message);
		response.status(204).end();
	});
	router.get(`${base}/:message/viewers`, (request, response) => {
		const { number, message } = request.params;
		response.json({ data: phoneIn(sandbox, number).statuses.viewers(message), next: null });
	});
	return router;
}
