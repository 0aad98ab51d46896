import { createSandbox } from '@waypost/sandbox';

/** What the bench needs to know of the sandbox in the other process. */
export interface SandboxReady {
	url: string;
	httpUrl: string;
	rootKey: string;
	caFile: string;
}

export type SandboxQuestion = 'memory' | 'computed';

const [, , asked, seed] = process.argv;
const sandbox = await createSandbox({
	port: 0,
	prekeys: asked === 'many' ? 'many' : 'few',
	...(seed === undefined ? {} : { seed: Number(seed) }),
});
const { url, httpUrl, rootKey, caFile } = sandbox;
process.once('SIGTERM', () => void sandbox.close().then(() => process.exit(0)));
process.on('message', (question: SandboxQuestion) => {
	process.send?.(question === 'memory' ? memory() : computed());
});
process.send?.({ url, httpUrl, rootKey, caFile } satisfies SandboxReady);

/** The second collection takes what the first one freed. */
function memory(): number {
	for (let n = 0; n < 2; n++) void globalThis.gc?.();
	return process.memoryUsage.rss() / 1024 ** 2;
}

function computed(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}
