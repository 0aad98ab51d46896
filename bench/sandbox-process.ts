import { createSandbox } from '@waypost/sandbox';

/** What the bench needs to know of the sandbox in the other process. */
export interface SandboxReady {
	url: string;
	httpUrl: string;
	rootKey: string;
	caFile: string;
}

const prekeys = process.argv[2] === 'many' ? 'many' : 'few';
const sandbox = await createSandbox({ port: 0, prekeys });
const { url, httpUrl, rootKey, caFile } = sandbox;
process.once('SIGTERM', () => void sandbox.close().then(() => process.exit(0)));
process.send?.({ url, httpUrl, rootKey, caFile } satisfies SandboxReady);
