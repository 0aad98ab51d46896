import { BlockList, isIP } from 'node:net';

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/**
 * Whether an address is in a list of addresses and CIDR ranges; an empty list is everywhere. An IPv4
 * peer of a dual-stack socket (`::ffff:…`) matches IPv4 ranges.
 */
export function isAllowedAddress(address: string | undefined, ipAllow: readonly string[]): boolean {
	if (ipAllow.length === 0) return true;
	if (address === undefined || isIP(address) === 0) return false;
	const list = new BlockList();
	for (const entry of ipAllow) {
		const [network = '', bits] = entry.split('/');
		if (bits === undefined) list.addAddress(network, family(network));
		else list.addSubnet(network, Number(bits), family(network));
	}
	return list.check(address, family(address));
}
