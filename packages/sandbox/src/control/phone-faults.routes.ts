import { Router } from 'express';
import { z } from 'zod';
import {
	historySchema,
	keySpendingSchema,
	redeliverySchema,
	retryRequestSchema,
} from '../phone/phone-faults.js';
import type { Sandbox } from '../sandbox.js';
import { parseInput } from '../validation.js';
import { phoneIn } from './phone-param.js';

const peer = z.string().min(1);
const peerSchema = z.strictObject({ peer });
const backlogSchema = z.strictObject({ from: peer, count: z.int().min(1).max(100_000) });
const replacedSchema = z.strictObject({ device: z.int().min(1).default(1) });
const newChatCapSchema = z.strictObject({
	cap: z
		.strictObject({
			quota: z.int().min(0),
			used: z.int().min(0),
			refuses: z.boolean().optional(),
			status: z.enum(['NONE', 'FIRST_WARNING', 'SECOND_WARNING', 'CAPPED']).optional(),
		})
		.nullable(),
});

/** What can go wrong with one number: done at once, where `/v1/faults` are rules for what comes. */
export function phoneFaultsRoutes(sandbox: Sandbox): Router {
	const router = Router();
	const base = '/v1/phones/:number/faults';
	router.post(`${base}/new-identity`, async (request, response) => {
		await phoneIn(sandbox, request.params.number).faults.renewIdentity();
		response.status(204).end();
	});
	router.post(`${base}/forget-sessions`, async (request, response) => {
		const { faults } = phoneIn(sandbox, request.params.number);
		await faults.forgetSessions(parseInput(peerSchema, request.body).peer);
		response.status(204).end();
	});
	router.post(`${base}/retry-receipt`, async (request, response) => {
		const { faults } = phoneIn(sandbox, request.params.number);
		const schema = retryRequestSchema.extend({ peer });
		const { peer: asked, ...receipt } = parseInput(schema, request.body);
		await faults.askAgain(asked, receipt);
		response.status(204).end();
	});
	router.post(`${base}/backlog`, async (request, response) => {
		const { faults } = phoneIn(sandbox, request.params.number);
		const { from, count } = parseInput(backlogSchema, request.body);
		response.json({ data: await faults.fillBacklog(from, count), next: null });
	});
	router.post(`${base}/redelivery`, (request, response) => {
		const { faults } = phoneIn(sandbox, request.params.number);
		response.json({ given: faults.redeliver(parseInput(redeliverySchema, request.body)) });
	});
	router.post(`${base}/history`, async (request, response) => {
		const { faults } = phoneIn(sandbox, request.params.number);
		await faults.sendHistory(parseInput(historySchema, request.body));
		response.status(204).end();
	});
	router.post(`${base}/replaced`, async (request, response) => {
		const { faults } = phoneIn(sandbox, request.params.number);
		await faults.replaceLogin(parseInput(replacedSchema, request.body ?? {}).device);
		response.status(204).end();
	});
	router.post(`${base}/spend-keys`, async (request, response) => {
		const { faults } = phoneIn(sandbox, request.params.number);
		await faults.spendKeys(parseInput(keySpendingSchema, request.body ?? {}));
		response.status(204).end();
	});
	router.post(`${base}/move-to-lid`, async (request, response) => {
		await phoneIn(sandbox, request.params.number).faults.moveToLid();
		response.status(204).end();
	});
	router.post(`${base}/new-chat-cap`, (request, response) => {
		const { cap } = parseInput(newChatCapSchema, request.body);
		phoneIn(sandbox, request.params.number).faults.capNewChats(cap);
		response.status(204).end();
	});
	return router;
}
