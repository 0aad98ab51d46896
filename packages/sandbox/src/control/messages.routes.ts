import { Router } from 'express';
import { z } from 'zod';
import { SandboxError } from '../errors.js';
import type { Phone } from '../phone/phone.js';
import type { Sandbox } from '../sandbox.js';
import { pageByPosition, pageQuerySchema } from './paging.js';
import { phoneIn } from './phone-param.js';
import { sendBytes } from './send-bytes.js';
import { parseInput } from '../validation.js';

const to = z.string().min(1);
const replyTo = z.string().min(1).optional();
const attachmentSchema = z.strictObject({
	/** Base64. */
	data: z.base64(),
	mimeType: z.string().min(1),
	kind: z.enum(['image', 'video', 'audio', 'voice-note', 'document', 'sticker']).optional(),
	fileName: z.string().min(1).optional(),
	caption: z.string().optional(),
});
const reactionSchema = z.strictObject({ messageId: z.string().min(1), emoji: z.string() });

const messageSchema = z
	.strictObject({
		to,
		replyTo,
		text: z.string().min(1).optional(),
		attachment: attachmentSchema.optional(),
		reaction: reactionSchema.optional(),
	})
	.refine(({ text, attachment, reaction }) => countGiven([text, attachment, reaction]) === 1, {
		error: 'Give exactly one of text, attachment and reaction.',
	});
const listSchema = pageQuerySchema.extend({ direction: z.enum(['in', 'out']).default('in') });
const readSchema = z.strictObject({ chat: to });
const typingSchema = z.strictObject({ to, state: z.enum(['composing', 'paused']).optional() });

/** What a phone's owner writes, and what the phone displays. */
export function messagesRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/v1/phones/:number/messages', async (request, response) => {
		const phone = phoneIn(sandbox, request.params.number);
		const { id } = await send(phone, parseInput(messageSchema, request.body));
		response.status(201).json(phone.messages({ direction: 'out' }).find((each) => each.id === id));
	});
	router.get('/v1/phones/:number/messages', (request, response) => {
		const { direction, ...query } = parseInput(listSchema, request.query);
		const messages = phoneIn(sandbox, request.params.number).messages({ direction });
		response.json(pageByPosition(messages, query));
	});
	router.get('/v1/phones/:number/messages/:message/media', (request, response) => {
		const { number, message } = request.params;
		const phone = phoneIn(sandbox, number);
		const bytes = phone.attachmentBytes(message);
		if (!bytes) {
			const detail = `The message ${message} on ${phone.phoneNumber} has no attachment.`;
			throw new SandboxError('ATTACHMENT_NOT_FOUND', detail);
		}
		response.set('content-disposition', 'attachment').set('content-security-policy', 'sandbox');
		sendBytes(request, response, bytes, 'application/octet-stream');
	});
	router.post('/v1/phones/:number/read', async (request, response) => {
		await phoneIn(sandbox, request.params.number).read(parseInput(readSchema, request.body).chat);
		response.status(204).end();
	});
	router.post('/v1/phones/:number/typing', async (request, response) => {
		const typing = parseInput(typingSchema, request.body);
		await phoneIn(sandbox, request.params.number).typing(typing.to, typing.state);
		response.status(204).end();
	});
	return router;
}

function send(
	phone: Phone,
	{ to: recipient, text, attachment, reaction, ...options }: z.infer<typeof messageSchema>,
): Promise<{ id: string }> {
	if (reaction) return phone.react(recipient, reaction.messageId, reaction.emoji);
	if (!attachment) return phone.sendText(recipient, text ?? '', options);
	const data = Buffer.from(attachment.data, 'base64');
	return phone.sendAttachment(recipient, { ...attachment, data }, options);
}

function countGiven(values: readonly unknown[]): number {
	return values.filter((value) => value !== undefined).length;
}
