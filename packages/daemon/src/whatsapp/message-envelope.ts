import type { proto } from './baileys.js';

/** Longest chain of envelopes (disappearing, view once, from own device) looked into. */
const MAX_DEPTH = 6;

/** Takes off the envelopes WhatsApp puts around a message (Baileys `Utils/messages.js`). */
export function unwrap(message: proto.IMessage): proto.IMessage {
	let inner = message;
	for (let depth = 0; depth < MAX_DEPTH; depth++) {
		const next =
			inner.deviceSentMessage?.message ??
			inner.ephemeralMessage?.message ??
			inner.viewOnceMessage?.message ??
			inner.viewOnceMessageV2?.message ??
			inner.viewOnceMessageV2Extension?.message ??
			inner.documentWithCaptionMessage?.message ??
			inner.editedMessage?.message ??
			inner.groupMentionedMessage?.message ??
			inner.botInvokeMessage?.message ??
			inner.lottieStickerMessage?.message;
		if (!next) return inner;
		inner = next;
	}
	return inner;
}
