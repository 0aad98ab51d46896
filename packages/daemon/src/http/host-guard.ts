import type { RequestHandler } from 'express';
import type { Config } from '../config.js';
import { WaypostError } from '../runtime/waypost-error.js';

type HostConfig = Pick<Config, 'host' | 'allowedHosts' | 'publicUrl'>;

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const UNSPECIFIED = ['0.0.0.0', '::', ''];

/** `name:port` without its port. */
const withoutPort = (host: string): string => host.replace(/:\d+$/, '');
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/**
 * Whether the daemon answers for the `Host` of a request. A web page that points its own name at
 * this machine (DNS rebinding) is stopped here, since the browser still sends that name. Loopback
 * names pass with any port: no other name can be made to look like them, and containers map ports.
 */
export function isAllowedHost(host: string, config: HostConfig): boolean {
	const asked = host.toLowerCase();
	const allowed = [...LOOPBACK, ...config.allowedHosts.map((name) => name.toLowerCase())];
	if (!UNSPECIFIED.includes(config.host)) allowed.push(bracketed(config.host.toLowerCase()));
	if (config.publicUrl) allowed.push(new URL(config.publicUrl).host.toLowerCase());
	return allowed.includes(asked) || allowed.includes(withoutPort(asked));
}

/** Refuses requests for other hosts, before anything else looks at them. */
export const guardHost =
	(config: HostConfig): RequestHandler =>
	(request, _response, next) => {
		const host = request.headers.host ?? '';
		if (isAllowedHost(host, config)) return next();
		throw new WaypostError(
			'MISDIRECTED_REQUEST',
			`This daemon does not answer for the host "${host.slice(0, 100)}". Add the name to WAYPOST_ALLOWED_HOSTS.`,
		);
	};
