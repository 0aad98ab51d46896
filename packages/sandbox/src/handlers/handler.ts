import type { Connection } from '../connection.js';
import type { Stanza } from '../stanza/stanza.js';
import type { LinkedDevice } from '../state/linked-device.js';
import type { World } from '../world.js';

/** One stanza a client sent, with everything needed to deal with it. */
export interface StanzaContext {
	readonly world: World;
	readonly connection: Connection;
	readonly stanza: Stanza;
}

/** The same, from a client that is logged in. */
export interface DeviceContext extends StanzaContext {
	readonly device: LinkedDevice;
}

interface RouteKey {
	readonly tag: string;
	readonly xmlns?: string;
	/** Tag of the first child. */
	readonly child?: string;
}

/** Which stanzas a handler takes: by tag, for queries also by namespace and first child. */
export type Route = RouteKey &
	(
		| { readonly for: 'anyone'; handle(context: StanzaContext): void | Promise<void> }
		| { readonly for: 'device'; handle(context: DeviceContext): void | Promise<void> }
	);

/** A route for logged-in clients. */
export function forDevice(
	key: RouteKey,
	handle: (context: DeviceContext) => void | Promise<void>,
): Route {
	return { ...key, for: 'device', handle };
}

/** A route for clients that are not linked yet, too. */
export function forAnyone(
	key: RouteKey,
	handle: (context: StanzaContext) => void | Promise<void>,
): Route {
	return { ...key, for: 'anyone', handle };
}
