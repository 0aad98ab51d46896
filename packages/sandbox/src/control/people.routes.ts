import { Router } from 'express';
import { z } from 'zod';
import { PRIVACY, type PrivacyCategory, type PrivacyValues } from '../people/privacy-settings.js';
import type { Phone } from '../phone/phone.js';
import { ADDRESSING_MODES } from '../routing/chat-addressing.js';
import type { Sandbox } from '../sandbox.js';
import { timerSchema } from '../state/timer-seconds.js';
import { parseInput } from '../validation.js';
import { phoneIn } from './phone-param.js';

const person = z.string().min(1);
const people = z.array(person).max(10_000);

const category = z.enum(Object.keys(PRIVACY) as PrivacyCategory[]);

const profileSchema = z.strictObject({
	name: z.string().min(1).max(100).optional(),
	about: z.string().max(500).optional(),
	/** Base64 of a picture; null takes it away. */
	picture: z.base64().nullable().optional(),
	presence: z.enum(['available', 'unavailable']).optional(),
});
const privacySchema = z.strictObject({
	settings: z.partialRecord(category, z.string()).optional(),
	/** By setting: contacts left out where it is `contact_blacklist`. */
	except: z.partialRecord(category, people).optional(),
	/** Null: everybody is a contact. */
	contacts: people.nullable().optional(),
});
const blockSchema = z.strictObject({ person });
const chatQuerySchema = z.strictObject({ chat: person.optional() });
const disappearingSchema = z.strictObject({
	/** Absent: chats that the phone begins from now on. */
	chat: person.optional(),
	seconds: timerSchema,
});
const addressingSchema = z.strictObject({
	/** Absent: all chats of the phone. */
	chat: person.optional(),
	addressing: z.enum(ADDRESSING_MODES).nullable(),
});

/** What a phone shows of its owner and to whom, and what is set for its chats. */
export function peopleRoutes(sandbox: Sandbox): Router {
	const router = Router();
	const base = '/v1/phones/:number';
	router.get(`${base}/profile`, (request, response) => {
		response.json(phoneIn(sandbox, request.params.number).profile.own);
	});
	router.patch(`${base}/profile`, async (request, response) => {
		const { profile } = phoneIn(sandbox, request.params.number);
		const { name, about, picture, presence } = parseInput(profileSchema, request.body);
		if (name !== undefined) profile.setName(name);
		if (about !== undefined) profile.setAbout(about);
		if (picture) await profile.setPicture(Buffer.from(picture, 'base64'));
		if (picture === null) profile.removePicture();
		if (presence) profile.setPresence(presence);
		response.json(profile.own);
	});
	router.get(`${base}/profiles/:person`, async (request, response) => {
		const { profile } = phoneIn(sandbox, request.params.number);
		response.json(await profile.of(request.params.person));
	});
	router.get(`${base}/privacy`, (request, response) => {
		response.json(privacyOf(phoneIn(sandbox, request.params.number)));
	});
	router.patch(`${base}/privacy`, (request, response) => {
		const phone = phoneIn(sandbox, request.params.number);
		const { settings = {}, except = {}, contacts } = parseInput(privacySchema, request.body);
		phone.privacy.change(settings as Partial<PrivacyValues>);
		for (const name of category.options) {
			const out = except[name];
			if (out) phone.privacy.setExcept(name, out);
		}
		if (contacts !== undefined) phone.privacy.setContacts(contacts);
		response.json(privacyOf(phone));
	});
	router.get(`${base}/blocked`, (request, response) => {
		response.json({ data: phoneIn(sandbox, request.params.number).privacy.blocked, next: null });
	});
	router.post(`${base}/blocked`, async (request, response) => {
		const { privacy } = phoneIn(sandbox, request.params.number);
		await privacy.block(parseInput(blockSchema, request.body).person);
		response.status(204).end();
	});
	router.delete(`${base}/blocked/:person`, async (request, response) => {
		await phoneIn(sandbox, request.params.number).privacy.unblock(request.params.person);
		response.status(204).end();
	});
	router.get(`${base}/disappearing`, (request, response) => {
		const { chatSettings } = phoneIn(sandbox, request.params.number);
		const { chat } = parseInput(chatQuerySchema, request.query);
		const seconds =
			chat === undefined ? chatSettings.defaultDisappearing : chatSettings.disappearing(chat);
		response.json({ seconds });
	});
	router.post(`${base}/disappearing`, async (request, response) => {
		const { chatSettings } = phoneIn(sandbox, request.params.number);
		const { chat, seconds } = parseInput(disappearingSchema, request.body);
		if (chat === undefined) chatSettings.setDefaultDisappearing(seconds);
		else await chatSettings.setDisappearing(chat, seconds);
		response.status(204).end();
	});
	router.post(`${base}/addressing`, (request, response) => {
		const { chatSettings } = phoneIn(sandbox, request.params.number);
		const { chat, addressing } = parseInput(addressingSchema, request.body);
		chatSettings.setAddressing(addressing, chat);
		response.status(204).end();
	});
	return router;
}

function privacyOf({ privacy }: Phone) {
	const { settings, contacts } = privacy;
	const except = Object.fromEntries(category.options.map((name) => [name, privacy.except(name)]));
	return { settings, except, contacts };
}
