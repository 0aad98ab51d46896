import type { Handlers } from '../http/route.js';
import type { NumbersService } from './numbers.service.js';

/** `POST /v1/sessions/:sessionId/numbers/check` */
export const numbersRoutes = (numbers: NumbersService): Pick<Handlers, 'checkNumbers'> => ({
	checkNumbers: async ({ params, body }) => ({
		status: 200,
		body: { data: await numbers.check(params.sessionId, body.numbers) },
	}),
});
