import type { BenchPhone } from '../sandbox.ts';

/** One way to send texts, linked to a number of its own. */
export interface Sender {
	readonly name: string;
	/** Resolves when WhatsApp has acknowledged the text. */
	send(to: BenchPhone, text: string): Promise<void>;
	close(): Promise<void>;
}
