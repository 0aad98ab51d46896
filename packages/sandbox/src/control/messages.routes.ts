import { Router } from 'express';
import { z } from 'zod';
import { SandboxError } from '../errors.js';
import type { DisplayedMessage } from '../phone/displayed-message.js';
import type { Phone } from '../phone/phone.js';
import type { Sandbox } from '../sandbox.js';
import { pageByNumber, pageByPosition, pageQuerySchema } from './paging.js';
import { parseMessage, type MessageInput } from './message-input.js';
import { mediaType } from './media-type.js';
import { phoneIn } from './phone-param.js';
import { sendBytes } from './send-bytes.js';
import { parseInput } from '../validation.js';

const to = z.string().min(1);
const listSchema = pageQuerySchema.extend({
	direction: z.enum(['in', 'out', 'all']).default('in'),
	/** The number of the other person, or the id of a group. */
	chat: z.string().min(1).optional(),
});
const readSchema = z.strictObject({ chat: to });
const typingSchema = z.strictObject({
	to,
	state: z.enum(['composing', 'recording', 'paused']).optional(),
});
const editSchema = z.strictObject({ text: z.string().min(1) });

/** What a phone's owner writes, and what the phone displays. */
export function messagesRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/v1/phones/:number/messages', async (request, response) => {
		const phone = phoneIn(sandbox, request.params.number);
		const { id } = await send(phone, parseMessage(request.body));
		response.status(201).json(phone.messages({ direction: 'out' }).find((each) => each.id === id));
	});
	router.get('/v1/phones/:number/messages', (request, response) => {
		const { direction, chat, ...query } = parseInput(listSchema, request.query);
		const wanted = { direction, chat, after: query.after };
		const messages = phoneIn(sandbox, request.params.number).messages(wanted);
		response.json(pageByNumber(messages, ({ seq }) => seq, query));
	});
	router.get('/v1/phones/:number/chats', (request, response) => {
		const query = parseInput(pageQuerySchema, request.query);
		response.json(pageByPosition(phoneIn(sandbox, request.params.number).chats(), query));
	});
	router.patch('/v1/phones/:number/messages/:message', async (request, response) => {
		const { number, message } = request.params;
		const phone = phoneIn(sandbox, number);
		const { text } = parseInput(editSchema, request.body);
		await phone.edit(messageIn(phone, message).chat, message, text);
		response.json(messageIn(phone, message));
	});
	router.delete('/v1/phones/:number/messages/:message', async (request, response) => {
		const { number, message } = request.params;
		const phone = phoneIn(sandbox, number);
		await phone.delete(messageIn(phone, message).chat, message);
		response.json(messageIn(phone, message));
	});
	router.post('/v1/phones/:number/messages/:message/played', async (request, response) => {
		await phoneIn(sandbox, request.params.number).playVoiceNote(request.params.message);
		response.status(204).end();
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
		sendBytes(request, response, bytes, mediaType(messageIn(phone, message).attachment?.mimeType));
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

function send(phone: Phone, input: MessageInput): Promise<{ id: string }> {
	const { to: recipient, text, attachment, location, contacts, poll, reaction, ...options } = input;
	if (reaction) return phone.react(recipient, reaction.messageId, reaction.emoji);
	if (location) return phone.sendLocation(recipient, location, options);
	if (contacts) return phone.sendContacts(recipient, contacts, options);
	if (poll) return phone.sendPoll(recipient, poll, options);
	if (!attachment) return phone.sendText(recipient, text ?? '', options);
	const data = Buffer.from(attachment.data, 'base64');
	return phone.sendAttachment(recipient, { ...attachment, data }, options);
}

/** Throws MESSAGE_NOT_FOUND. */
function messageIn(phone: Phone, id: string): DisplayedMessage {
	const all = [...phone.messages(), ...phone.messages({ direction: 'out' })];
	const found = all.find((each) => each.id === id);
	if (found) return found;
	throw new SandboxError(
		'MESSAGE_NOT_FOUND',
		`The phone ${phone.phoneNumber} shows no message ${id}.`,
	);
}
