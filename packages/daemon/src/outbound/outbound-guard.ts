import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { WaypostError } from '../runtime/waypost-error.js';
import {
	inRanges,
	isLoopbackAddress,
	isMetadataAddress,
	isPrivateAddress,
	isUnspecifiedAddress,
	type AddressTest,
} from './address-ranges.js';

/** Finds all addresses of a name, as `dns.lookup` does with `all`. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

export interface OutboundGuardOptions {
	/** From WAYPOST_OUTBOUND_ALLOW: `host`, `host:port`, address or CIDR range. */
	allow: readonly string[];
	/** True while the daemon itself is reached from this machine only. */
	allowsLoopback: boolean;
	/** Ports of this machine that are never a target: the daemon's own, the sandbox's. */
	ownPorts: () => readonly number[];
	/** The system's by default. */
	resolve?: Resolve;
}

const resolveBySystem: Resolve = (hostname) =>
	promisify(systemLookup)(hostname, { all: true, verbatim: true });

const isRange = (entry: string): boolean => isIP(entry.split('/')[0] ?? '') !== 0;
const hostOf = ({ hostname }: URL): string =>
	hostname
		.replace(/^\[|\]$/g, '')
		.replace(/\.$/, '')
		.toLowerCase();
const portOf = ({ port, protocol }: URL): number =>
	Number(port || (protocol === 'https:' ? 443 : 80));
const isUsualPort = (port: number): boolean => port === 80 || port === 443 || port >= 1024;

const block = (what: string): never => {
	throw new WaypostError('URL_BLOCKED', what);
};

/**
 * Decides which addresses users may make the daemon call. A name is judged by what it resolves to,
 * when an address is set up and again at every connect: the address that was judged is the one that
 * is connected to, so a name cannot change its mind in between.
 */
export class OutboundGuard {
	readonly #names: ReadonlySet<string>;
	readonly #isAllowedAddress: AddressTest;
	readonly #allowsLoopback: boolean;
	readonly #ownPorts: () => readonly number[];
	readonly #resolve: Resolve;

	constructor({ allow, allowsLoopback, ownPorts, resolve }: OutboundGuardOptions) {
		this.#names = new Set(allow.filter((entry) => !isRange(entry)));
		this.#isAllowedAddress = inRanges(allow.filter(isRange));
		this.#allowsLoopback = allowsLoopback;
		this.#ownPorts = ownPorts;
		this.#resolve = resolve ?? resolveBySystem;
	}

	/**
	 * Checks a URL and what its name resolves to now. A name without an address passes: it is checked
	 * again when there is one.
	 *
	 * @throws WaypostError URL_BLOCKED that names the line of configuration that would allow it.
	 */
	async assertAllowed(url: URL): Promise<void> {
		this.assertForm(url);
		const host = hostOf(url);
		if (isIP(host) !== 0) return;
		const addresses = await this.#resolve(host).catch(() => []);
		for (const { address } of addresses) this.#assertAddress(url, address);
	}

	/** Checks what can be told without asking for an address. @throws WaypostError URL_BLOCKED. */
	assertForm(url: URL): void {
		if (url.protocol !== 'http:' && url.protocol !== 'https:') {
			block(`A URL that begins with ${url.protocol} cannot be called. Use http:// or https://.`);
		}
		if (url.username !== '' || url.password !== '') {
			block(
				'The URL holds a user name or a password. Leave them out: logs and proxies would keep them.',
			);
		}
		if (!isUsualPort(portOf(url)) && !this.#isNamed(url)) {
			block(`Port ${portOf(url)} is not one for HTTP. ${this.#howToAllow(url)}`);
		}
		const host = hostOf(url);
		if (isIP(host) !== 0) this.#assertAddress(url, host);
	}

	/** Resolves for a connection to this URL, and fails with URL_BLOCKED when an address is refused. */
	lookupFor(url: URL): LookupFunction {
		return (hostname, options, callback) => {
			this.#resolve(hostname).then(
				(found) => {
					const wanted = found.filter(
						({ family }) => !options.family || `${family}` === `${options.family}`.slice(-1),
					);
					try {
						for (const { address } of found) this.#assertAddress(url, address);
					} catch (error) {
						return callback(error as Error, []);
					}
					const [first] = wanted;
					if (!first) return callback(new Error(`${hostname} has no address.`), []);
					if (options.all) callback(null, wanted);
					else callback(null, first.address, first.family);
				},
				(error: unknown) => callback(error as Error, []),
			);
		};
	}

	#assertAddress(url: URL, address: string): void {
		const host = hostOf(url);
		const leads = host === address ? `${host} is` : `${host} leads to ${address},`;
		if (isMetadataAddress(address)) {
			block(`${leads} an address where clouds keep credentials. It is never called.`);
		}
		if (this.#isOwn(url, address)) {
			block(`${leads} this daemon itself or its sandbox. Use the address of your own service.`);
		}
		if (this.#isNamed(url) || this.#isAllowedAddress(address)) return;
		if (this.#allowsLoopback && isLoopbackAddress(address)) return;
		if (isPrivateAddress(address)) block(`${leads} a private address. ${this.#howToAllow(url)}`);
	}

	#isOwn(url: URL, address: string): boolean {
		if (!this.#ownPorts().includes(portOf(url))) return false;
		if (isLoopbackAddress(address) || isUnspecifiedAddress(address)) return true;
		const bare = address.replace(/^::ffff:/i, '');
		return Object.values(networkInterfaces()).some((list) =>
			list?.some((entry) => entry.address === bare),
		);
	}

	#isNamed(url: URL): boolean {
		const host = hostOf(url);
		const written = isIP(host) === 6 ? `[${host}]` : host;
		const entries = [written, `${written}:${portOf(url)}`];
		return entries.some((entry) => this.#names.has(entry));
	}

	#howToAllow(url: URL): string {
		const host = hostOf(url);
		const entry = `${isIP(host) === 6 ? `[${host}]` : host}:${portOf(url)}`;
		const list = [...this.#names, entry].join(',');
		return `Start the daemon with WAYPOST_OUTBOUND_ALLOW=${list} to allow it.`;
	}
}
