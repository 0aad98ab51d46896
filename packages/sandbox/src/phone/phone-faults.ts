import { z } from 'zod';
import type { SerialQueue } from '../deferred.js';
import { SandboxError } from '../errors.js';
import { lidMapping, randomHistory } from '../faults/peer-payloads.js';
import { retryReceipt } from '../faults/retry-receipt.js';
import { personIn } from '../groups/group.js';
import { toE164 } from '../phone-number.js';
import { announceNewChatCap } from '../routing/new-chat-cap.js';
import { stanza } from '../stanza/stanza.js';
import type { Account, NewChatCap } from '../state/account.js';
import { endpointsOf } from '../state/accounts.js';
import type { LinkedDevice } from '../state/linked-device.js';
import { parseInput } from '../validation.js';
import type { World } from '../world.js';
import type { PhoneCipher } from './phone-cipher.js';
import type { PhoneSender } from './phone-sender.js';
import type { To } from './recipient.js';

const count = z.int().min(1).max(100_000);
const MAX_CHUNK_BYTES = 8 * 1024 * 1024;

export const retryRequestSchema = z.strictObject({
	/** Id of the message that is asked for; any, also of one that never was. */
	messageId: z.string().min(1),
	/** The linked device of the other side that is asked; it should have sent the message. */
	device: z.int().min(1).default(1),
	/** Which attempt it says to be, beginning with 1. */
	count: count.default(1),
	/** Whether a fresh key bundle comes with it, which makes the client open a new Signal session. */
	withKeys: z.boolean().default(false),
	/** How many receipts are sent. */
	times: count.default(1),
});

export const historySchema = z
	.strictObject({
		/** Before compression, in all. */
		bytes: z
			.int()
			.min(1)
			.max(1024 * 1024 * 1024),
		chunks: count.default(1),
		/** Decides what is in it. */
		seed: z.int().default(1),
	})
	.refine(({ bytes, chunks }) => bytes / chunks <= MAX_CHUNK_BYTES, {
		message: 'A chunk cannot have more than 8 MiB. Ask for more chunks.',
	});

export const redeliverySchema = z.strictObject({
	ids: z.array(z.string().min(1)).min(1),
	times: count.default(1),
});

export const keySpendingSchema = z.strictObject({
	device: z.int().min(1).default(1),
	/** How many one-time keys remain. */
	left: z.int().min(0).max(100_000).default(0),
});

export type KeySpending = z.input<typeof keySpendingSchema>;
export type RetryRequest = z.input<typeof retryRequestSchema>;
export type HistoryRequest = z.input<typeof historySchema>;
export type Redelivery = z.input<typeof redeliverySchema>;

export interface PhoneFaultsOptions {
	readonly world: World;
	readonly account: Account;
	readonly cipher: PhoneCipher;
	readonly sender: PhoneSender;
	/** The phone's own: one thing at a time. */
	readonly work: SerialQueue;
}

/** What can go wrong with one number, done at once. */
export class PhoneFaults {
	readonly #options: PhoneFaultsOptions;

	constructor(options: PhoneFaultsOptions) {
		this.#options = options;
	}

	/**
	 * WhatsApp was installed anew: the phone has another Signal identity and has forgotten all Signal
	 * sessions, its linked devices are unlinked, and its chat partners' clients are told.
	 */
	async renewIdentity(): Promise<void> {
		const { world, account, cipher, work } = this.#options;
		await work.run(async () => cipher.renew());
		for (const device of [...account.devices.values()]) world.linking.unlink(device);
		for (const partner of account.partners) {
			for (const device of partner.devices.values()) {
				// Baileys Utils/identity-change-handler.js
				const attrs = { id: world.ids.next(), from: account.toString(), type: 'encrypt' };
				const t = world.clock.unixTime();
				const notice = stanza('notification', { ...attrs, t }, [stanza('identity')]);
				world.delivery.toDevice(device, notice);
			}
		}
	}

	/**
	 * The phone loses its Signal sessions with everything of this person: it cannot open the next
	 * message and asks for it again.
	 */
	async forgetSessions(peer: To): Promise<void> {
		const { world, cipher, work } = this.#options;
		const devices = endpointsOf(personIn(world, peer));
		await work.run(async () => {
			for (const device of devices) await cipher.forget(device);
		});
	}

	/** "I could not open this message": a retry receipt, whether it is true or not. Rejects DEVICE_NOT_FOUND. */
	async askAgain(peer: To, request: RetryRequest): Promise<void> {
		const { world, account, cipher, work } = this.#options;
		const { device: deviceId, times, ...asked } = parseInput(retryRequestSchema, request);
		const device = deviceIn(personIn(world, peer), deviceId);
		await work.run(async () => {
			const keys = asked.withKeys ? await cipher.issueBundle() : undefined;
			const t = world.clock.unixTime();
			const receipt = retryReceipt({
				...asked,
				device,
				keys,
				t,
				registrationId: cipher.registrationId,
			});
			for (let sent = 0; sent < times; sent += 1) {
				world.receipts.route({ account, device: undefined }, receipt);
			}
		});
	}

	/**
	 * Somebody writes that many texts to this number: they wait for those of its linked devices that are
	 * not connected. Returns the ids.
	 */
	async fillBacklog(from: To, texts: number): Promise<string[]> {
		const { world, account } = this.#options;
		const { phone } = personIn(world, from);
		const ids: string[] = [];
		for (let number = 1; number <= parseInput(count, texts); number += 1) {
			const { id } = await phone.sendText(account.toString(), `waiting ${number}`);
			ids.push(id);
		}
		return ids;
	}

	/** Gives the linked devices messages once more that they were given before; returns how many it gave. */
	redeliver(redelivery: Redelivery): number {
		const { world, account } = this.#options;
		const { ids, times } = parseInput(redeliverySchema, redelivery);
		let given = 0;
		for (const device of account.devices.values()) {
			for (const id of Array.from({ length: times }, () => ids).flat()) {
				const message = world.delivered.find(device, id);
				if (!message) continue;
				world.delivery.toDevice(device, message);
				given += 1;
			}
		}
		return given;
	}

	/** The phone sends its linked devices a history of that size, in so many parts. */
	async sendHistory(request: HistoryRequest): Promise<void> {
		const { account, sender, work } = this.#options;
		const history = parseInput(historySchema, request);
		for (const device of account.devices.values()) {
			for (const part of randomHistory(account, history)) {
				await work.run(async () => sender.sendPeer(device, part));
			}
		}
	}

	/**
	 * Somebody else logs in with the credentials of a linked device: the one that is connected hears
	 * that it was replaced. Rejects DEVICE_NOT_FOUND, DEVICE_NOT_CONNECTED.
	 */
	async replaceLogin(deviceId: number): Promise<void> {
		const { connection } = deviceIn(this.#options.account, deviceId);
		if (!connection) {
			const message = `The linked device ${deviceId} is not connected, so nobody can replace it.`;
			throw new SandboxError('DEVICE_NOT_CONNECTED', message);
		}
		connection.streamError(undefined, stanza('conflict', { type: 'replaced' }));
	}

	/**
	 * So many strangers have opened Signal sessions with a linked device that only `left` of its one-time
	 * keys remain. The server asks the device for more, once; with none left others get its bundle
	 * without one. Rejects DEVICE_NOT_FOUND.
	 */
	async spendKeys(request: KeySpending = {}): Promise<void> {
		const { world, account } = this.#options;
		const { device, left } = parseInput(keySpendingSchema, request);
		world.bundles.spend(deviceIn(account, device), left);
	}

	/**
	 * From now on messages and receipts of this number carry its LID, in chats that began by phone
	 * number, too; its chat partners' phones tell their linked devices which number the LID belongs to.
	 */
	async moveToLid(): Promise<void> {
		const { account } = this.#options;
		account.movedToLid = true;
		for (const partner of account.partners) await partner.phone.faults.tellLidOf(account);
	}

	/** The linked devices learn the LID of somebody. */
	async tellLidOf(other: Account): Promise<void> {
		const { account, sender, work, world } = this.#options;
		const mapping = lidMapping(other, world.clock.unixTime());
		for (const device of account.devices.values()) {
			await work.run(async () => sender.sendPeer(device, mapping));
		}
	}

	/** What WhatsApp says about messages to new people, and whether it refuses those beyond; null: nothing. */
	capNewChats(cap: NewChatCap | null): void {
		const { world, account } = this.#options;
		account.newChatCap = cap;
		announceNewChatCap(world, account);
	}
}

function deviceIn({ number, devices }: Account, id: number): LinkedDevice {
	const device = devices.get(id);
	if (device) return device;
	const message = `The phone ${toE164(number)} has no linked device ${id}.`;
	throw new SandboxError('DEVICE_NOT_FOUND', message);
}
