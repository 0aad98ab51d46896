import { createSandbox, type SandboxOptions } from '@waypost/sandbox';

/** What a client in another process needs to know of the sandbox in this one. */
export interface SandboxReady {
	readonly url: string;
	readonly httpUrl: string;
	readonly rootKey: string;
	readonly caFile: string;
}

const [, , options = '{}'] = process.argv;
const sandbox = await createSandbox(JSON.parse(options) as SandboxOptions);
const { url, httpUrl, rootKey, caFile } = sandbox;
process.once('disconnect', () => void sandbox.close().then(() => process.exit(0)));
process.send?.({ url, httpUrl, rootKey, caFile } satisfies SandboxReady);
