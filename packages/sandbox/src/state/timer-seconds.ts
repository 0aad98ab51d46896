import { z } from 'zod';

/** After how many seconds messages disappear; 0: never. The protobufs carry it in 32 bits. */
export const timerSchema = z.int().min(0).max(4_294_967_295);
