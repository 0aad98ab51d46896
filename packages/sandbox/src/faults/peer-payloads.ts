import { proto } from '../baileys/protocol.js';
import { seededBytes, seededRandom } from '../random.js';
import { historyPart } from '../phone/welcome.js';
import { PN } from '../stanza/jid.js';
import type { Account } from '../state/account.js';

const MESSAGE_BYTES = 1024;
const NEWEST = 1_700_000_000;

export interface HistorySize {
	/** Before compression, in all parts. */
	readonly bytes: number;
	readonly chunks: number;
	readonly seed: number;
}

/**
 * A history of that size: one long chat with oneself. Its texts are random bytes in base64, so that
 * compression makes it only a quarter smaller.
 */
export function* randomHistory(
	account: Account,
	{ bytes, chunks, seed }: HistorySize,
): Generator<proto.Message.IProtocolMessage> {
	const random = seededRandom(seed);
	const perChunk = Math.max(1, Math.round(bytes / chunks / MESSAGE_BYTES));
	const remoteJid = account.jid(PN);
	for (let chunk = 0; chunk < chunks; chunk += 1) {
		const messages = Array.from({ length: perChunk }, (_, place) => {
			const number = chunk * perChunk + place;
			return {
				message: {
					key: { remoteJid, id: `HISTORY-${seed}-${number}`, fromMe: true },
					message: {
						conversation: seededBytes(random, (MESSAGE_BYTES * 3) / 4).toString('base64'),
					},
					messageTimestamp: NEWEST - number,
				},
			};
		});
		const progress = Math.round(((chunk + 1) / chunks) * 100);
		const conversations = [{ id: remoteJid, messages }];
		yield historyPart({ conversations }, 'RECENT', { chunkOrder: chunk + 1, progress });
	}
}

/** By which a phone tells its linked devices the LID of a number (Baileys Utils/process-message.js). */
export function lidMapping({ number, lid }: Account, now: number): proto.Message.IProtocolMessage {
	const assignedLid = Number(lid);
	const encodedMappingPayload = proto.LIDMigrationMappingSyncPayload.encode({
		pnToLidMappings: [{ pn: Number(number), assignedLid, latestLid: assignedLid }],
		chatDbMigrationTimestamp: now,
	}).finish();
	return {
		type: proto.Message.ProtocolMessage.Type.LID_MIGRATION_MAPPING_SYNC,
		lidMigrationMappingSyncMessage: { encodedMappingPayload },
	};
}
