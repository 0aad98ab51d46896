import { getMediaKeys, type MediaType } from '@whiskeysockets/baileys';
import {
	createCipheriv,
	createDecipheriv,
	createHash,
	createHmac,
	hkdfSync,
	randomBytes,
} from 'node:crypto';
import { proto } from './protocol.js';

export type AttachmentKind = 'image' | 'video' | 'audio' | 'voice-note' | 'document' | 'sticker';

/** Baileys' word for the kind, which picks the key derivation (Defaults MEDIA_HKDF_KEY_MAPPING). */
const MEDIA_TYPE: Record<AttachmentKind, MediaType> = {
	image: 'image',
	video: 'video',
	audio: 'audio',
	'voice-note': 'ptt',
	document: 'document',
	sticker: 'sticker',
};

const MAC_LENGTH = 10;

/** An attachment as it is uploaded, with what the message must say about it. */
export interface EncryptedMedia {
	/** Ciphertext and 10-byte MAC. */
	readonly blob: Buffer;
	readonly mediaKey: Uint8Array;
	readonly fileSha256: Buffer;
	readonly fileEncSha256: Buffer;
	readonly fileLength: number;
}

/** AES-256-CBC and a truncated HMAC-SHA256 under keys derived from a media key, a random one unless given. */
export async function encryptMedia(
	plain: Buffer,
	kind: AttachmentKind,
	mediaKey: Uint8Array = randomBytes(32),
): Promise<EncryptedMedia> {
	const { iv, cipherKey, macKey } = await mediaKeys(mediaKey, kind);
	const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
	const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
	const blob = Buffer.concat([sealed, mac(macKey, iv, sealed)]);
	return {
		blob,
		mediaKey,
		fileSha256: sha256(plain),
		fileEncSha256: sha256(blob),
		fileLength: plain.length,
	};
}

/** Throws when MAC or padding do not fit. */
export async function decryptMedia(
	blob: Buffer,
	mediaKey: Uint8Array,
	kind: AttachmentKind,
): Promise<Buffer> {
	const { iv, cipherKey, macKey } = await mediaKeys(mediaKey, kind);
	const sealed = blob.subarray(0, blob.length - MAC_LENGTH);
	if (!mac(macKey, iv, sealed).equals(blob.subarray(blob.length - MAC_LENGTH))) {
		throw new Error('The MAC of the media does not fit.');
	}
	const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv);
	return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

/**
 * Where a file was uploaded again, for whoever knows its media key (Baileys Utils/messages-media.js,
 * decryptMediaRetryData).
 */
export function sealMediaRetry(
	mediaKey: Uint8Array,
	messageId: string,
	directPath: string,
): { ciphertext: Buffer; iv: Buffer } {
	const { MediaRetryNotification } = proto;
	const plain = MediaRetryNotification.encode({
		stanzaId: messageId,
		directPath,
		result: MediaRetryNotification.ResultType.SUCCESS,
	}).finish();
	const info = 'WhatsApp Media Retry Notification';
	const key = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), info, 32));
	const iv = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(messageId));
	const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
	return { ciphertext: Buffer.concat([sealed, cipher.getAuthTag()]), iv };
}

async function mediaKeys(mediaKey: Uint8Array, kind: AttachmentKind) {
	const { iv, cipherKey, macKey } = await getMediaKeys(mediaKey, MEDIA_TYPE[kind]);
	if (!macKey) throw new Error('The media key has no MAC part.');
	return { iv, cipherKey, macKey };
}

function mac(macKey: Uint8Array, iv: Uint8Array, sealed: Buffer): Buffer {
	return createHmac('sha256', macKey).update(iv).update(sealed).digest().subarray(0, MAC_LENGTH);
}

function sha256(bytes: Buffer): Buffer {
	return createHash('sha256').update(bytes).digest();
}
