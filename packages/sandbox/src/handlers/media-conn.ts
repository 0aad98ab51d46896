import { stanza } from '../stanza/stanza.js';
import { MAX_MEDIA_BYTES } from '../state/media-store.js';
import { forDevice, type Route } from './handler.js';

const DAY = 86_400;

export const mediaConnRoutes: readonly Route[] = [
	/** Where to upload and download; the hostname may carry a port (Baileys Utils/messages-media.js). */
	forDevice({ tag: 'iq', xmlns: 'w:m' }, ({ world, connection, stanza: query }) => {
		const host = stanza('host', {
			hostname: world.mediaHost,
			maxContentLengthBytes: MAX_MEDIA_BYTES,
		});
		const attrs = { auth: 'sandbox', ttl: DAY, auth_ttl: DAY, max_buckets: 12 };
		connection.answer(query, [stanza('media_conn', attrs, [host])]);
	}),
];
