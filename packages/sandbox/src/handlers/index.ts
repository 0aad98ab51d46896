import type { Connection } from '../connection.js';
import { children, type Stanza } from '../stanza/stanza.js';
import type { World } from '../world.js';
import { ackRoutes } from './ack.js';
import { appStateRoutes } from './app-state.js';
import { blocklistRoutes } from './blocklist.js';
import { callRoutes } from './call.js';
import { groupAdmissionRoutes } from './group-admission.js';
import { groupRoutes } from './groups.js';
import type { Route } from './handler.js';
import { mediaConnRoutes } from './media-conn.js';
import { messageRoutes } from './message.js';
import { pairDeviceRoutes, takeSignature } from './pair-device.js';
import { pairingCodeRoutes } from './pairing-code.js';
import { passiveRoutes } from './passive.js';
import { prekeyRoutes } from './prekeys.js';
import { presenceRoutes } from './presence.js';
import { privacyRoutes } from './privacy.js';
import { privacyTokenRoutes } from './privacy-tokens.js';
import { profilePictureRoutes } from './profile-picture.js';
import { profileRoutes } from './profile.js';
import { receiptRoutes } from './receipt.js';
import { serverQueryRoutes } from './server-queries.js';
import { usyncRoutes } from './usync.js';

/** Every stanza the server knows. A new kind is one file and one line here. */
const ROUTES: readonly Route[] = [
	...ackRoutes,
	...appStateRoutes,
	...blocklistRoutes,
	...callRoutes,
	...groupAdmissionRoutes,
	...groupRoutes,
	...mediaConnRoutes,
	...messageRoutes,
	...pairDeviceRoutes,
	...pairingCodeRoutes,
	...passiveRoutes,
	...prekeyRoutes,
	...presenceRoutes,
	...privacyRoutes,
	...privacyTokenRoutes,
	...profilePictureRoutes,
	...profileRoutes,
	...receiptRoutes,
	...serverQueryRoutes,
	...usyncRoutes,
];

const TABLE = new Map(ROUTES.map((route) => [key(route.tag, route.xmlns, route.child), route]));

/** Finds the handler of a stanza and runs it; a query nobody knows gets an empty answer. */
export async function handleStanza(
	world: World,
	connection: Connection,
	stanza: Stanza,
): Promise<void> {
	if (isReply(stanza)) return takeSignature({ world, connection, stanza });
	const route = find(stanza);
	try {
		if (route?.for === 'anyone') await route.handle({ world, connection, stanza });
		else if (route && connection.device) {
			await route.handle({ world, connection, stanza, device: connection.device });
		} else if (!route || stanza.tag === 'iq') answerUnknown(world, connection, stanza);
	} catch (error) {
		world.logger.warn(
			{ err: error, tag: stanza.tag, xmlns: stanza.attrs['xmlns'] },
			'handler failed',
		);
		const why = error instanceof Error ? error.message : String(error);
		connection.report(`The stanza <${stanza.tag}> could not be handled: ${why}`);
		if (stanza.tag === 'iq') connection.answerError(stanza, 500, 'internal-server-error');
	}
}

/** The most specific route wins: with namespace and child, then namespace alone, then the tag. */
function find(stanza: Stanza): Route | undefined {
	const { xmlns } = stanza.attrs;
	const first = children(stanza)[0]?.tag;
	return (
		TABLE.get(key(stanza.tag, xmlns, first)) ??
		TABLE.get(key(stanza.tag, xmlns, undefined)) ??
		TABLE.get(key(stanza.tag, undefined, undefined))
	);
}

/** Left unanswered, a query would block the client for a minute. */
function answerUnknown(world: World, connection: Connection, stanza: Stanza): void {
	const { xmlns = '', type = '' } = stanza.attrs;
	const first = children(stanza)[0]?.tag ?? '';
	const name = [stanza.tag, xmlns, type, first].filter(Boolean).join(' ');
	world.unknown.add(name);
	connection.report(`No handler knows the stanza "${name}".`);
	if (stanza.tag === 'iq') connection.answer(stanza);
}

function isReply(stanza: Stanza): boolean {
	const { type } = stanza.attrs;
	return stanza.tag === 'iq' && (type === 'result' || type === 'error');
}

function key(tag: string, xmlns: string | undefined, childTag: string | undefined): string {
	return `${tag} ${xmlns ?? ''} ${childTag ?? ''}`;
}
