import { CuttingProxy } from './cutting-proxy.ts';
import type { N8nWorld } from './n8n-world.ts';

/** The credential, changed until the end of a test. */
export function changedCredential(
	{ engine, waypost, apiKey }: N8nWorld,
	change: { baseUrl?: string; apiKey?: string },
): Disposable {
	const stored = { baseUrl: waypost.daemon.url, apiKey };
	engine.credentials.store('waypostApi', { ...stored, ...change });
	return { [Symbol.dispose]: () => engine.credentials.store('waypostApi', stored) };
}

/** Has the nodes call the daemon through a proxy until the end of a test. */
export async function daemonBehindProxy(world: N8nWorld): Promise<CuttingProxy> {
	const proxy = await CuttingProxy.start(world.waypost.daemon.url);
	const changed = changedCredential(world, { baseUrl: proxy.url });
	proxy.onClose(() => changed[Symbol.dispose]());
	return proxy;
}
