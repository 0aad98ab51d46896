import { Router } from 'express';
import { z } from 'zod';
import { historyInputSchema } from '../phone/history-input.js';
import type { Phone } from '../phone/phone.js';
import { phoneRuleInfos } from '../phone/phone-rules.js';
import type { Sandbox } from '../sandbox.js';
import { pageByPosition, pageQuerySchema } from './paging.js';
import { phoneIn } from './phone-param.js';
import { parseInput } from '../validation.js';

const newPhoneSchema = z.strictObject({
	phoneNumber: z.string().min(1),
	name: z.string().min(1).max(100).optional(),
	registered: z.boolean().optional(),
	aliases: z.array(z.string().min(1)).max(10).optional(),
	history: historyInputSchema.optional(),
});

const historySchema = z.strictObject({ chats: historyInputSchema });

const rulesSchema = z.record(z.string(), z.unknown());

const restrictionSchema = z.strictObject({
	restricted: z.boolean(),
	/** When it ends; WhatsApp does not say when absent. */
	until: z.iso.datetime({ offset: true }).optional(),
});

/** Phones, and what they do by themselves. */
export function phonesRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/v1/phones', async (request, response) => {
		const phone = await sandbox.addPhone(parseInput(newPhoneSchema, request.body));
		response.status(201).json(describe(phone));
	});
	router.get('/v1/phones', (request, response) => {
		const query = parseInput(pageQuerySchema, request.query);
		response.json(pageByPosition(sandbox.phones().map(describe), query));
	});
	router.get('/v1/phones/:number', (request, response) => {
		response.json(describe(phoneIn(sandbox, request.params.number)));
	});
	router.delete('/v1/phones/:number', async (request, response) => {
		await sandbox.removePhone(phoneIn(sandbox, request.params.number).phoneNumber);
		response.status(204).end();
	});
	router.post('/v1/phones/:number/rules', (request, response) => {
		const phone = phoneIn(sandbox, request.params.number);
		phone.setRules(parseInput(rulesSchema, request.body));
		response.json(phone.rules);
	});
	router.get('/v1/phone-rules', (_request, response) => {
		response.json({ data: phoneRuleInfos(), next: null });
	});
	router.post('/v1/phones/:number/history', async (request, response) => {
		const { chats } = parseInput(historySchema, request.body);
		await phoneIn(sandbox, request.params.number).addHistory(chats);
		response.status(204).end();
	});
	router.post('/v1/phones/:number/restriction', (request, response) => {
		const { restricted, until } = parseInput(restrictionSchema, request.body);
		const restriction = { until: until === undefined ? null : new Date(until) };
		phoneIn(sandbox, request.params.number).restrict(restricted ? restriction : null);
		response.status(204).end();
	});
	return router;
}

function describe(phone: Phone) {
	const { phoneNumber, name, lid, registered, rules, optOuts } = phone;
	return { phoneNumber, name, lid, registered, devices: phone.devices().length, rules, optOuts };
}
