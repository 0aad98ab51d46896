import { BlockList, isIP } from 'node:net';

/** `ipv6` for an IPv6 address, else `ipv4`: what BlockList wants to know. */
const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether an address is in a range. An IPv4 address written as IPv6 (`::ffff:…`) is in IPv4 ranges. */
export type AddressTest = (address: string) => boolean;

/** @param ranges - addresses and CIDR ranges. */
export function inRanges(ranges: readonly string[]): AddressTest {
	const list = new BlockList();
	for (const range of ranges) {
		const [network = '', bits] = range.split('/');
		if (bits === undefined) list.addAddress(network, familyOf(network));
		else list.addSubnet(network, Number(bits), familyOf(network));
	}
	return (address) => list.check(address, familyOf(address));
}

export const isLoopbackAddress = inRanges(['127.0.0.0/8', '::1']);

/**
 * Where clouds answer with credentials to whoever asks: AWS, Google and Azure at 169.254.169.254, ECS
 * at 169.254.170.2, Azure's host at 168.63.129.16, Alibaba at 100.100.100.200, Oracle at 192.0.0.192.
 */
export const isMetadataAddress = inRanges([
	...['169.254.169.0/24', '169.254.170.0/24', '168.63.129.16', '100.100.100.200', '192.0.0.192'],
	...['fd00:ec2::/32', 'fd20:ce::254'],
]);

/** "Any address of this machine" as a target. */
export const isUnspecifiedAddress = inRanges(['0.0.0.0', '::']);

/**
 * Everything that is not a public address of one host (IANA's special-purpose registries). Among the
 * IPv6 ranges are those that carry an IPv4 address, which could be a private one.
 */
export const isPrivateAddress = inRanges([
	...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
	...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
	...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
	...['::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32'],
	...['2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
]);
