import type { BenchSandbox } from '../sandbox.ts';
import { ClientFleet } from './client-fleet.ts';

/** Two clients that are linked to two accounts of a sandbox, each in a process of its own. */
export interface Pair {
	readonly sender: ClientFleet;
	readonly receiver: ClientFleet;
	/** Jid of the account of the receiver. */
	readonly to: string;
	close(): Promise<void>;
}

export async function linkPair(sandbox: BenchSandbox): Promise<Pair> {
	const [sender, receiver] = [new ClientFleet(), new ClientFleet()];
	const phone = await sandbox.addPhone('+491700000002');
	await sender.link(sandbox, await sandbox.addPhone('+491700000001'));
	await receiver.link(sandbox, phone);
	return {
		...{ sender, receiver, to: phone.jid },
		close: async () => {
			for (const fleet of [sender, receiver]) await fleet.close();
		},
	};
}
