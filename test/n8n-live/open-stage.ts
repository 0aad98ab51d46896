import { join } from 'node:path';
import type { CleanUps } from './clean-ups.ts';
import { N8nApi } from './n8n-api.ts';
import { N8nProcess } from './n8n-process.ts';
import { installPackedPackage } from './packed-package.ts';
import type { Stage } from './stage.ts';
import { startWaypost } from './waypost-side.ts';
import { nodesWith } from './workflows.ts';

export interface StageOptions {
	/** Where n8n is installed. */
	n8nFolder: string;
	/** For everything that this run writes. */
	folder: string;
	cleanUps: CleanUps;
	say: (line: string) => void;
}

/** Starts daemon, sandbox and n8n with the packed package, an owner and a credential. */
export async function openStage({
	n8nFolder,
	folder,
	cleanUps,
	say,
}: StageOptions): Promise<Stage> {
	const waypost = await startWaypost(folder, cleanUps);
	say(`daemon on ${waypost.daemon.url}, sandbox on ${waypost.sandbox.httpUrl}`);
	const home = join(folder, 'n8n');
	await installPackedPackage(home);
	say('package packed and unpacked where n8n looks for it');
	const n8n = new N8nProcess(n8nFolder, home);
	cleanUps.add('n8n', () => n8n.stop());
	await n8n.start();
	say(`n8n on ${n8n.url}`);
	const api = new N8nApi(n8n.url, n8nFolder);
	await api.setUpOwner();
	const credentialData = { baseUrl: waypost.daemon.url, apiKey: waypost.apiKey };
	const { id, name } = await api.createCredential('Waypost', credentialData);
	const credential = { id, name };
	return {
		...waypost,
		n8n,
		api,
		credentialData,
		credential,
		node: nodesWith(credential),
		folder,
		say,
	};
}
