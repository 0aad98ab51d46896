import type { N8nApi } from './n8n-api.ts';
import type { N8nProcess } from './n8n-process.ts';
import type { WaypostSide } from './waypost-side.ts';
import type { nodesWith } from './workflows.ts';

/** Everything the steps play with. */
export interface Stage extends WaypostSide {
	n8n: N8nProcess;
	api: N8nApi;
	/** What the credential in n8n is made of. */
	credentialData: { baseUrl: string; apiKey: string };
	/** The credential as nodes name it. */
	credential: { id: string; name: string };
	node: ReturnType<typeof nodesWith>;
	/** A folder for files of this run. */
	folder: string;
	say: (line: string) => void;
}

export interface Step {
	name: string;
	run: (stage: Stage) => Promise<void>;
}
