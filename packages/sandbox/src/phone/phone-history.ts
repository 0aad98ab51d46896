import { readContent } from '../baileys/content.js';
import { withCaption, type OutgoingMessage } from '../baileys/outgoing.js';
import { SandboxError } from '../errors.js';
import { toE164 } from '../phone-number.js';
import { issueToken } from '../routing/privacy-tokens.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { ChatHistory, PastKind, PastMessage } from './history-input.js';
import { newMessageId } from './phone-sender.js';
import type { PhoneComposer } from './phone-composer.js';
import { findRecipient, type Recipient } from './recipient.js';
import type { PastDisplay, Screen } from './screen.js';
import type { ScreenWriter } from './screen-writer.js';

const MINUTE_MS = 60_000;
/** One grey dot. */
const PICTURE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
	'base64',
);

export interface PhoneHistoryOptions {
	readonly world: World;
	readonly account: Account;
	readonly composer: PhoneComposer;
	readonly screen: Screen;
	readonly writer: ScreenWriter;
}

const DOCUMENT = {
	data: Buffer.from('A document of the past.\n'),
	mimeType: 'text/plain',
	fileName: 'document.txt',
};

/** A message that was written before the test began. */
interface Past extends PastContent, PastDisplay {
	readonly author: Account;
}

interface PastContent {
	readonly text: string;
	readonly kind: PastKind;
}

/** Fills a phone with chats of the past. */
export class PhoneHistory {
	readonly #options: PhoneHistoryOptions;

	constructor(options: PhoneHistoryOptions) {
		this.#options = options;
	}

	/** Rejects RECIPIENT_NOT_ON_WHATSAPP, GROUP_NOT_FOUND, NOT_A_MEMBER. */
	async add(chats: readonly ChatHistory[]): Promise<void> {
		const { world, screen } = this.#options;
		const found = chats.map((chat) => ({ chat, to: findRecipient(world, chat.chat) }));
		for (const { to } of found) this.#mustTakePart(to);
		for (const { chat, to } of found) await this.#addChat(chat, to);
		screen.inOrder();
	}

	async #addChat(chat: ChatHistory, to: Recipient): Promise<void> {
		const { world, account, writer } = this.#options;
		const files = new Map<PastKind, OutgoingMessage>();
		for (const { author, at, read, ...content } of this.#pastOf(chat, to)) {
			const file = files.get(content.kind);
			const outgoing = file ?? (await this.#compose(to, content));
			if (withCaption(outgoing.message, '')) files.set(content.kind, outgoing);
			const source = withCaption(outgoing.message, content.text) ?? outgoing.message;
			const { chat: name, addressing } = to;
			await writer.write(readContent(source), {
				...{ id: newMessageId(world.random), chat: name, sender: author, addressing, source },
				past: { at, read },
			});
		}
		if (to.kind === 'person') becomeAcquainted(world, account, to.account);
	}

	#pastOf(chat: ChatHistory, to: Recipient): Past[] {
		const given = typeof chat.messages === 'number' ? this.#madeUp(chat, to) : chat.messages;
		const { clock } = this.#options.world;
		const until = chat.until === undefined ? clock.now() - MINUTE_MS : Date.parse(chat.until);
		let at = until - given.length * MINUTE_MS;
		const past = given.map((each) => {
			at = each.at === undefined ? at + MINUTE_MS : Date.parse(each.at);
			const author = this.#author(to, each.from);
			const { text, kind = 'text' } = each;
			return { author, text, kind, at: new Date(at).toISOString(), read: true };
		});
		const received = past.filter(({ author }) => author !== this.#options.account);
		const unread = new Set(chat.unread ? received.slice(-chat.unread) : []);
		return past.map((each) => ({ ...each, read: !unread.has(each) }));
	}

	/** Everybody writes in turns. */
	#madeUp({ messages, kinds = ['text'] }: ChatHistory, to: Recipient): PastMessage[] {
		const { account } = this.#options;
		const people = to.kind === 'group' ? to.group.members() : [to.account, account];
		return Array.from({ length: Number(messages) }, (_, index) => {
			const author = people[index % people.length] ?? account;
			const kind = kinds[index % kinds.length] ?? 'text';
			return { from: toE164(author.number), kind, text: `Message ${index + 1}` };
		});
	}

	#author(to: Recipient, from: string | undefined): Account {
		const { world, account } = this.#options;
		if (from === undefined && to.kind === 'person') return to.account;
		const author = from === undefined ? undefined : world.accounts.byPhoneNumber(from);
		const takesPart =
			to.kind === 'group'
				? author && to.group.has(author)
				: author === account || author === to.account;
		if (author && takesPart) return author;
		const who = from ?? 'Who is not named';
		throw new SandboxError('NOT_A_MEMBER', `${who} does not take part in the chat ${to.chat}.`);
	}

	/** A file is encrypted once for all messages that carry it. */
	#compose(to: Recipient, { kind, text }: PastContent): Promise<OutgoingMessage> | OutgoingMessage {
		const { composer } = this.#options;
		switch (kind) {
			case 'text':
				return composer.text(to, text);
			case 'image':
				return composer.attachment(to, { data: PICTURE, mimeType: 'image/png' }, {});
			case 'document':
				return composer.attachment(to, DOCUMENT, {});
			case 'location':
				return composer.location(to, { latitude: 52.5, longitude: 13.4, name: text }, {});
			case 'contact': {
				const vcard = `BEGIN:VCARD\nVERSION:3.0\nFN:${text}\nEND:VCARD`;
				return composer.contacts(to, [{ name: text, vcard }], {});
			}
			case 'poll':
				return composer.poll(to, { question: text, options: ['Yes', 'No'], multiple: false }, {});
		}
	}

	#mustTakePart(to: Recipient): void {
		const { account } = this.#options;
		if (to.kind === 'person' || to.group.has(account)) return;
		const who = toE164(account.number);
		throw new SandboxError('NOT_A_MEMBER', `${who} is not in the group ${to.chat}.`);
	}
}

/** Who has a past with somebody is no stranger to them. */
function becomeAcquainted(world: World, one: Account, other: Account): void {
	if (one === other) return;
	one.partners.add(other);
	other.partners.add(one);
	const now = world.clock.unixTime();
	if (!one.tokens.for(other.number)) issueToken(world, one, other, now);
	if (!other.tokens.for(one.number)) issueToken(world, other, one, now);
}
