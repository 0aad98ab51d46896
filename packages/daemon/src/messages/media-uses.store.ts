import type { Direction, ErrorCode, MessageStatus } from '@waypost/contract';
import type { MediaUse } from '../media/media.service.js';
import type { Database } from '../storage/database.js';

interface Row {
	name: string;
	direction: Direction;
	status: MessageStatus;
	at: number;
	has_content: 0 | 1;
	error_code: ErrorCode | null;
}

/** What the media folder asks about messages. */
export interface MediaUsesStore {
	/** @param names - of files; one that no message knows is left out. */
	usesOf(names: readonly string[]): MediaUse[];
}

const WAITS: readonly MessageStatus[] = ['accepted', 'sending'];

/** A file is named by its message: ours when it was accepted, theirs when it was fetched. */
export const createMediaUsesStore = (db: Database): MediaUsesStore => ({
	usesOf: (names) =>
		db
			.all<Row>(
				`SELECT coalesce(media_file, id) AS name, direction, status, at, content IS NOT NULL AS has_content,
					json_extract(error, '$.code') AS error_code
				FROM messages WHERE id IN (SELECT value FROM json_each(?)) AND attachment IS NOT NULL`,
				JSON.stringify(names),
			)
			.map(toUse),
});

function toUse({ name, direction, status, at, has_content, error_code }: Row): MediaUse {
	const hasFailed = status === 'failed' && error_code !== 'DELIVERY_UNKNOWN';
	const isGivenUp = status === 'cancelled' || hasFailed;
	// Without content WhatsApp cannot be asked for the file.
	const isOnlyCopy = has_content === 0 && !isGivenUp;
	return { name, direction, at, isGivenUp, isNeeded: isOnlyCopy || WAITS.includes(status) };
}
