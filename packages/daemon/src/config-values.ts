import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { weakKeyReason } from './keys/weak-key.js';
import { LOG_LEVELS, type LogLevel } from './runtime/log-levels.js';

/**
 * Texts of the environment as values. Each parser throws what is wrong, as the end of a sentence that
 * begins with the name of the variable.
 */
const wrong = (what: string): never => {
	throw new Error(what);
};

/** Whether only this machine reaches the address. */
export const isLoopback = (host: string): boolean =>
	host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

export function parseInteger(min: number, max: number) {
	return (text: string): number => {
		const value = /^\d+$/.test(text) ? Number(text) : NaN;
		return value >= min && value <= max
			? value
			: wrong(`is not a whole number from ${min} to ${max}`);
	};
}

export const parseHostName = (text: string): string =>
	/^([\w.-]+|[\da-f:.]*:[\da-f:.]*)$/i.test(text)
		? text
		: wrong('is not a host name or an address (write it without http:// and without a port)');

export function parseHostEntry(text: string): string {
	return /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(text)
		? text.toLowerCase()
		: wrong(`holds "${text}", which is not a host name with an optional port`);
}

/** A host with an optional port, an address, or a CIDR range. */
export function parseOutboundEntry(text: string): string {
	const [network = '', bits, ...rest] = text.split('/');
	const family = isIP(network);
	if (bits === undefined) return family === 6 ? text.toLowerCase() : parseHostEntry(text);
	const isRange =
		family !== 0 && rest.length === 0 && /^\d+$/.test(bits) && +bits <= (family === 6 ? 128 : 32);
	return isRange ? text.toLowerCase() : wrong(`holds "${text}", which is not a CIDR range`);
}

function parseUrl(text: string, protocols: readonly string[]): URL {
	const url = URL.parse(text);
	return url && protocols.includes(url.protocol)
		? url
		: wrong(`is not a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`);
}

export function parseOrigin(text: string): string {
	const url = URL.parse(text);
	return url && url.origin === text
		? text
		: wrong(`holds "${text}", which is not an origin (scheme, host and port, nothing after)`);
}

export const listOf =
	(parse: (entry: string) => string) =>
	(text: string): string[] =>
		text
			.split(',')
			.map((entry) => entry.trim())
			.filter(Boolean)
			.map(parse);

export function parsePublicUrl(text: string): string {
	const url = parseUrl(text, ['http:', 'https:']);
	if (url.search || url.hash || url.username) wrong('holds more than scheme, host, port and path');
	return url.href.replace(/\/+$/, '');
}

export function parseSandboxUrl(text: string): string {
	const { hostname } = parseUrl(text, ['ws:', 'wss:']);
	return isLoopback(hostname)
		? text
		: wrong(
				`names ${hostname}, but the sandbox may only be on this machine (the credentials of a link would go there)`,
			);
}

export function parseAdminKey(text: string): string {
	const reason = weakKeyReason(text);
	return reason === null ? text : wrong(reason);
}

export function parseLogLevel(text: string): LogLevel {
	return (
		LOG_LEVELS.find((level) => level === text) ?? wrong(`is not one of ${LOG_LEVELS.join(', ')}`)
	);
}

export const parseCredentialsUrl = (text: string): string =>
	text === 'sqlite:'
		? text
		: wrong('names a store that this version cannot use; leave it out, or write sqlite:');

export const parseRootKey = (text: string): string =>
	/^[\da-f]{64}$/i.test(text) ? text.toLowerCase() : wrong('is not 64 hexadecimal digits');

export const parsePath = (text: string): string => resolve(text);
