import { proto } from '../baileys/protocol.js';
import { toE164 } from '../phone-number.js';
import { isGroup } from '../stanza/jid.js';
import type { LinkedDevice } from '../state/linked-device.js';
import type { World } from '../world.js';
import { isInHistory, type HistoryMessages } from './history-messages.js';
import type { PhoneSender } from './phone-sender.js';
import type { Screen } from './screen.js';
import { historyPart } from './welcome.js';

/** More than this a phone does not send at once, whatever it is asked for. */
const MOST = 1_000;

const { PeerDataOperationRequestType } = proto.Message;

type Request = proto.Message.IPeerDataOperationRequestMessage;

export interface PeerRequestsOptions {
	readonly world: World;
	readonly screen: Screen;
	readonly sender: PhoneSender;
	readonly messages: HistoryMessages;
}

/**
 * What linked devices ask their phone for: messages they could not read, and older ones of a chat
 * (Baileys Socket/messages-recv.js requestPlaceholderResend and fetchMessageHistory; answers in
 * Utils/process-message.js).
 */
export class PeerRequests {
	readonly #options: PeerRequestsOptions;

	constructor(options: PeerRequestsOptions) {
		this.#options = options;
	}

	/** @param requestId - of the message that asks. */
	async answer(device: LinkedDevice, requestId: string, message: proto.IMessage): Promise<void> {
		const { protocolMessage } = message.deviceSentMessage?.message ?? message;
		const request = protocolMessage?.peerDataOperationRequestMessage;
		if (!request) return;
		const answer = this.#answerTo(requestId, request);
		if (answer) await this.#options.sender.sendPeer(device, answer);
	}

	#answerTo(requestId: string, request: Request): proto.Message.IProtocolMessage | undefined {
		switch (request.peerDataOperationRequestType) {
			case PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND:
				return this.#resend(requestId, request);
			case PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND:
				return this.#olderMessages(requestId, request);
			default:
				return undefined;
		}
	}

	/** A message this phone does not have either is left out. */
	#resend(requestId: string, request: Request): proto.Message.IProtocolMessage {
		const keys = (request.placeholderMessageResendRequest ?? []).map((each) => each.messageKey);
		const results = keys.flatMap((key) => {
			const entry = this.#options.screen.find(key?.id ?? '');
			if (!entry) return [];
			const info = this.#options.messages.message(entry, key?.remoteJid ?? undefined);
			const webMessageInfoBytes = proto.WebMessageInfo.encode(info).finish();
			return [{ placeholderMessageResendResponse: { webMessageInfoBytes } }];
		});
		return {
			type: proto.Message.ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
			peerDataOperationRequestResponseMessage: {
				peerDataOperationRequestType: PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND,
				stanzaId: requestId,
				peerDataOperationResult: results,
			},
		};
	}

	/** Those before the message that is named, the latest first; of a message nobody knows, none. */
	#olderMessages(requestId: string, request: Request): proto.Message.IProtocolMessage {
		const { chatJid, oldestMsgId, onDemandMsgCount } = request.historySyncOnDemandRequest ?? {};
		const { screen, messages } = this.#options;
		const jid = chatJid ?? '';
		const chat = this.#chatNamed(jid);
		const shown = screen.all().filter((each) => each.message.chat === chat && isInHistory(each));
		const place = shown.findIndex(({ message }) => message.id === oldestMsgId);
		const count = Math.min(onDemandMsgCount ?? MOST, MOST);
		const older = shown.slice(Math.max(0, place - count), Math.max(0, place)).toReversed();
		const infos = older.map((entry) => ({ message: messages.message(entry, jid) }));
		const conversations = infos.length > 0 ? [{ id: jid, messages: infos }] : [];
		return historyPart({ conversations }, 'ON_DEMAND', {
			chunkOrder: 1,
			progress: 100,
			peerDataRequestSessionId: requestId,
		});
	}

	#chatNamed(jid: string): string | undefined {
		if (isGroup(jid)) return jid;
		const account = this.#options.world.accounts.byJid(jid);
		return account && toE164(account.number);
	}
}
