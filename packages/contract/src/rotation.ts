import { z } from 'zod';

/** A week, in seconds. */
const LONGEST_GRACE_S = 604_800;
/** A day, in seconds. */
const USUAL_GRACE_S = 86_400;

/** Query of a rotation: for how many seconds the old secret stays good beside the new one. */
export const rotation = (description: string) =>
	z.strictObject({
		grace: z.coerce
			.number()
			.int()
			.min(0)
			.max(LONGEST_GRACE_S)
			.default(USUAL_GRACE_S)
			.meta({ description }),
	});
