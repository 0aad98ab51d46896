import type { proto } from './baileys.js';

interface Departure {
	/** How often Baileys came by with the message. */
	steps: number;
	/** Baileys may be writing it, or have written it. */
	leaving: boolean;
	givenUp: boolean;
}

/**
 * Tells whether a message that is being relayed may have left. Baileys passes each message through
 * `patchMessageBeforeSending` right before it encrypts and writes it, after every question to
 * WhatsApp: what fails or ends before that never left, and what is given up before that never will
 * (`Socket/messages-send.js`, relayMessage and createParticipantNodes).
 */
export class Departures {
	readonly #departures = new WeakMap<proto.IMessage, Departure>();

	/** To be given to Baileys as `patchMessageBeforeSending`. */
	readonly pass = (message: proto.IMessage, recipients?: readonly string[]): proto.IMessage => {
		const departure = this.#departures.get(message.deviceSentMessage?.message ?? message);
		if (!departure) return message;
		if (departure.givenUp && !departure.leaving) {
			throw new Error('The message was given up before it left.');
		}
		departure.steps += 1;
		// In a group there may be one question left, for the keys of new members; in a direct chat the
		// first step is for the report token, and all the questions come after it.
		if (recipients === undefined || departure.steps > 1) departure.leaving = true;
		return message;
	};

	/** Call it before `relayMessage`, with the very object. */
	watch(message: proto.IMessage): void {
		this.#departures.set(message, { steps: 0, leaving: false, givenUp: false });
	}

	/** Keeps a message from leaving that has not left yet. @returns whether it may have left. */
	giveUp(message: proto.IMessage): boolean {
		const departure = this.#departures.get(message);
		if (!departure) return true;
		departure.givenUp = true;
		return departure.leaving;
	}
}
