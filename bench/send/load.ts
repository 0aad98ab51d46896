import type { BenchPhone } from '../sandbox.ts';
import { percentile } from '../statistics.ts';
import type { Sender } from './sender.ts';

export interface Load {
	name: string;
	inFlight: number;
	/** How many people the texts go to, in turn. */
	recipients: number;
	texts: number;
}

/** What one run of a load took. */
export interface Measured {
	textsPerSecond: number;
	/** From the call to WhatsApp's ack, in milliseconds. */
	p50: number;
	p99: number;
}

/** Sends the texts of a load, so many at a time, and waits until each is acknowledged. */
export async function runLoad(
	sender: Sender,
	people: readonly BenchPhone[],
	{ inFlight, recipients, texts }: Load,
): Promise<Measured> {
	const latencies: number[] = [];
	let next = 0;
	const lane = async () => {
		while (next < texts) {
			const n = next++;
			const to = people[n % recipients];
			if (!to) throw new Error(`there are not ${recipients} recipients`);
			const startedAt = performance.now();
			await sender.send(to, `text ${n} of ${sender.name}`);
			latencies.push(performance.now() - startedAt);
		}
	};
	const startedAt = performance.now();
	await Promise.all(Array.from({ length: inFlight }, lane));
	const seconds = (performance.now() - startedAt) / 1000;
	return {
		textsPerSecond: texts / seconds,
		p50: percentile(latencies, 0.5),
		p99: percentile(latencies, 0.99),
	};
}
