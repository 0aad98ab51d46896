import type { GroupMode, SandboxOptions } from '../../src/index.js';

/** One way of running a sandbox, in which everything has to work. */
export interface Configuration {
	readonly transport: 'ws' | 'wss';
	readonly groups: GroupMode;
	/** Whether messages to a number arrive under it, or under the LID of who wrote them. */
	readonly direct: 'as sent' | 'by LID';
	readonly prekeys: 'few' | 'many';
	/** How late acks and receipts are: at 0 Baileys puts them into the event of the message itself. */
	readonly delayMs: 0 | 150;
}

/** What a sandbox does unless told otherwise. */
export const BASE: Configuration = {
	transport: 'ws',
	groups: 'lid',
	direct: 'as sent',
	prekeys: 'few',
	delayMs: 0,
};

/** Every pair of two settings is in one of the eight. */
export const CONFIGURATIONS: readonly Configuration[] = [
	BASE,
	{ ...BASE, direct: 'by LID', prekeys: 'many', delayMs: 150 },
	{ ...BASE, groups: 'pn', prekeys: 'many', delayMs: 150 },
	{ ...BASE, groups: 'pn', direct: 'by LID' },
	{ ...BASE, transport: 'wss', prekeys: 'many' },
	{ ...BASE, transport: 'wss', direct: 'by LID', delayMs: 150 },
	{ ...BASE, transport: 'wss', groups: 'pn', delayMs: 150 },
	{ ...BASE, transport: 'wss', groups: 'pn', direct: 'by LID', prekeys: 'many' },
];

/** Two that differ in everything, for what does not depend much on how the sandbox runs. */
export const OPPOSITES: readonly Configuration[] = [
	BASE,
	{ transport: 'wss', groups: 'pn', direct: 'by LID', prekeys: 'many', delayMs: 150 },
];

/** For the name of a block of tests. */
function inWords({ transport, groups, direct, prekeys, delayMs }: Configuration): string {
	return `over ${transport}, groups in ${groups} mode, direct chats ${direct}, ${prekeys} one-time keys, acks after ${delayMs} ms`;
}

export function optionsOf({ groups, prekeys, delayMs }: Configuration): SandboxOptions {
	return { groupMode: groups, prekeys, ackDelayMs: delayMs, receiptDelayMs: delayMs };
}

/** For `describe.each`. */
export function named(configurations: readonly Configuration[]): [string, Configuration][] {
	return configurations.map((each) => [inWords(each), each]);
}
