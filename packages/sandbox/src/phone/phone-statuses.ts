import { readContent } from '../baileys/content.js';
import type { OutgoingMessage } from '../baileys/outgoing.js';
import type { SerialQueue } from '../deferred.js';
import { SandboxError } from '../errors.js';
import { personIn } from '../groups/group.js';
import { blocks, isContact } from '../people/visibility.js';
import { toE164 } from '../phone-number.js';
import { PN, STATUS_BROADCAST } from '../stanza/jid.js';
import { child, children, stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { DisplayedMessage } from './displayed-message.js';
import type { PhoneCipher } from './phone-cipher.js';
import type { AttachmentInput, PhoneComposer } from './phone-composer.js';
import { newMessageId } from './phone-sender.js';
import type { To } from './recipient.js';
import type { MessagesOptions, Screen } from './screen.js';
import type { ScreenWriter } from './screen-writer.js';
import { sendStatus, sendStatusAgain } from './status-sender.js';

/** As often as WhatsApp's own clients answer a retry receipt for one message. */
const MAX_RETRIES = 5;

export interface StatusOptions {
	/** Who may see it; the phone's contacts when absent. */
	readonly to?: readonly To[] | undefined;
}

/** By message id: digits of those who have viewed it. */
export type StatusesSnapshot = readonly (readonly [string, readonly string[]])[];

export interface PhoneStatusesOptions {
	readonly world: World;
	readonly account: Account;
	readonly cipher: PhoneCipher;
	readonly composer: PhoneComposer;
	readonly screen: Screen;
	readonly writer: ScreenWriter;
	readonly work: SerialQueue;
	onDisplayed(message: DisplayedMessage): void;
}

/** Pictures and texts for all contacts, for a day: those this phone posts and those it sees. */
export class PhoneStatuses {
	readonly #options: PhoneStatusesOptions;
	readonly #viewers = new Map<string, Set<string>>();

	constructor(options: PhoneStatusesOptions) {
		this.#options = options;
	}

	/** Own ones and those of others, in order of display; the chat of each is `status@broadcast`. */
	all({ after = 0 }: Pick<MessagesOptions, 'after'> = {}): DisplayedMessage[] {
		const shown = this.#options.screen.after(after).map(({ message }) => message);
		return shown.filter(({ chat }) => chat === STATUS_BROADCAST);
	}

	postText(text: string, options: StatusOptions = {}): Promise<{ id: string }> {
		return this.#post(options, (composer) => composer.text(null, text));
	}

	/** Encrypts, uploads and posts a picture or a video, with its caption. */
	postAttachment(
		attachment: AttachmentInput,
		options: StatusOptions = {},
	): Promise<{ id: string }> {
		return this.#post(options, (composer) => composer.attachment(null, attachment));
	}

	/** Looks at a status of somebody, who hears of it unless read receipts are off. Rejects MESSAGE_NOT_FOUND. */
	async view(messageId: string): Promise<void> {
		const { world, account, screen, work } = this.#options;
		await work.run(async () => {
			const entry = screen.find(messageId);
			if (entry?.message.chat !== STATUS_BROADCAST || entry.message.direction !== 'in') {
				const phone = toE164(account.number);
				throw new SandboxError(
					'MESSAGE_NOT_FOUND',
					`The phone ${phone} sees no status ${messageId}.`,
				);
			}
			screen.update(entry, { read: true });
			const author = world.accounts.byPhoneNumber(entry.message.from);
			const participant = author?.jid(entry.addressing);
			const attrs = { id: messageId, to: STATUS_BROADCAST, participant, type: 'read' };
			const receipt = stanza('receipt', { ...attrs, t: world.clock.unixTime() });
			world.receipts.route({ account, device: undefined }, receipt);
		});
	}

	/** E.164 of those who have viewed an own status. */
	viewers(messageId: string): string[] {
		return [...(this.#viewers.get(messageId) ?? [])].map(toE164);
	}

	/** A device could not open an own status: it gets it again, up to five times. */
	async answerRetry(receipt: Stanza): Promise<void> {
		const { world, account, cipher, screen } = this.#options;
		const { id = '', participant } = receipt.attrs;
		const entry = screen.find(id, toE164(account.number));
		const target = world.accounts.endpoint(participant);
		const count = Number(child(receipt, 'retry')?.attrs['count'] ?? 1);
		if (entry?.message.chat !== STATUS_BROADCAST || !target || count > MAX_RETRIES) return;
		await sendStatusAgain(world, account, cipher, entry.source, { id, target, count });
	}

	/** Somebody has viewed an own status. */
	takeReceipt(receipt: Stanza): void {
		const { id = '', type, from, participant } = receipt.attrs;
		if (from !== STATUS_BROADCAST || type !== 'read') return;
		const viewer = this.#options.world.accounts.byJid(participant);
		const more = children(child(receipt, 'list'), 'item').map(({ attrs }) => attrs['id'] ?? '');
		for (const each of viewer ? [id, ...more] : []) {
			const viewers = this.#viewers.get(each) ?? new Set();
			this.#viewers.set(each, viewers.add(viewer?.number ?? ''));
		}
	}

	toSnapshot(): StatusesSnapshot {
		return [...this.#viewers].map(([id, viewers]) => [id, [...viewers]] as const);
	}

	restore(viewers: StatusesSnapshot): void {
		for (const [id, numbers] of viewers) this.#viewers.set(id, new Set(numbers));
	}

	async #post(
		{ to }: StatusOptions,
		compose: (composer: PhoneComposer) => OutgoingMessage | Promise<OutgoingMessage>,
	): Promise<{ id: string }> {
		const { world, account, cipher, composer, writer, work, onDisplayed } = this.#options;
		const audience = to?.map((each) => personIn(world, each)) ?? this.#contacts();
		const id = newMessageId(world.random);
		await work.run(async () => {
			const outgoing = await compose(composer);
			await sendStatus(world, account, cipher, outgoing, { id, to: audience });
			const source = outgoing.message;
			const place = {
				id,
				chat: STATUS_BROADCAST,
				sender: account,
				addressing: PN,
				source,
			} as const;
			const shown = await writer.write(readContent(outgoing.message), place);
			if (shown) onDisplayed(shown);
		});
		return { id };
	}

	#contacts(): Account[] {
		const { world, account } = this.#options;
		return world.accounts
			.all()
			.filter((each) => each.registered && isContact(account, each) && !blocks(account, each));
	}
}
