import type { proto } from '../baileys/protocol.js';

/** What a client is told that is too old. */
export const CLIENT_OUTDATED = 405;

/** Whether the version a client gives at login is below this one, such as 2.3000.1035194821. */
export function isOlder({ userAgent }: proto.ClientPayload, minVersion: string): boolean {
	const { primary, secondary, tertiary } = userAgent?.appVersion ?? {};
	const given = [primary ?? 0, secondary ?? 0, tertiary ?? 0];
	const least = minVersion.split('.').map(Number);
	const place = given.findIndex((number, index) => number !== least[index]);
	return place >= 0 && (given[place] ?? 0) < (least[place] ?? 0);
}
