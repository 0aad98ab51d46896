import { CHANGE_KINDS, type Contact, type Message } from '@waypost/contract';
import type { EventLog } from '../../events/event-log.js';
import type { MessagesStore } from '../messages.store.js';
import type { StoredMessage } from '../stored-message.js';

export interface IncomingChangesOptions {
	store: MessagesStore;
	events: EventLog;
	view(message: StoredMessage): Message;
}

/**
 * What comes in about other messages: reactions, edits and deletes. Each is a stored message of its
 * own, which makes it count once; here it meets its target. Everything runs in the transaction that
 * stores it.
 *
 * One may come before its message, which then was decrypted by a retry. A reaction and a delete are
 * told at once, with no `messageId`. An edit is kept and told when the message comes, right after it.
 * A message that was deleted before it came is stored empty and not told as received: its writer took
 * it back before anybody saw it, and the delete said so.
 */
export class IncomingChanges {
	readonly #options: IncomingChangesOptions;

	constructor(options: IncomingChangesOptions) {
		this.#options = options;
	}

	/** A message was stored: tells it, with what came about it before. */
	arrived(message: StoredMessage): void {
		if (message.kind === 'reaction') return this.#reacted(message);
		if (isChange(message)) return this.#changed(message);
		const { store, events } = this.#options;
		const early = store
			.earlyChanges(message.sessionId, message.whatsappId)
			.filter((change) => isAbout(change, message));
		for (const { id } of early) store.setTarget(id, message.id);
		const taken = early.find((change) => change.kind === 'delete' && mayChange(change, message));
		if (taken) return store.setDeleted(message.id, taken.at);
		const type = message.direction === 'in' ? 'message.received' : 'message.sent';
		events.publish(type, message.sessionId, { message: this.#options.view(message) });
		for (const change of early) if (change.kind === 'edit') this.#edit(change, message);
	}

	#reacted(reaction: StoredMessage): void {
		const { sessionId, chat, from, details } = reaction;
		const target = this.#findTarget(reaction);
		this.#options.events.publish('message.reaction', sessionId, {
			messageId: target?.id ?? null,
			whatsappId: details.target ?? '',
			...{ chat, from },
			emoji: details.reaction ?? '',
		});
	}

	#changed(change: StoredMessage): void {
		const target = this.#findTarget(change);
		if (change.kind === 'edit') {
			if (target) this.#edit(change, target);
		} else if (!target) {
			this.#publishDeleted(change, null);
		} else if (mayChange(change, target) && target.deletedAt === null) {
			this.#options.store.setDeleted(target.id, change.at);
			this.#publishDeleted(change, target);
		}
	}

	/** The message it is about, when that is here and in the same chat: ids are the senders' choice. */
	#findTarget(change: StoredMessage): StoredMessage | undefined {
		const { store } = this.#options;
		const { target: whatsappId } = change.details;
		const found = whatsappId && store.byWhatsAppId(change.sessionId, whatsappId);
		if (!found || !isAbout(change, found)) return undefined;
		store.setTarget(change.id, found.id);
		return found;
	}

	#edit(edit: StoredMessage, target: StoredMessage): void {
		const { store, events, view } = this.#options;
		const isLate = target.editedAt !== null && edit.at < target.editedAt;
		if (!mayChange(edit, target) || isLate || target.deletedAt !== null) return;
		store.setText(target.id, edit.text ?? '', edit.at);
		// A quote shows the new text; the content of a file is still needed for its download.
		if (edit.content && target.direction === 'in' && target.kind === 'text') {
			store.setContent(target.id, edit.content);
		}
		const message = store.get(target.sessionId, target.id);
		if (!message) return;
		events.publish('message.edited', target.sessionId, { message: view(message), by: edit.from });
	}

	#publishDeleted({ sessionId, chat, from, details }: StoredMessage, target: StoredMessage | null) {
		this.#options.events.publish('message.deleted', sessionId, {
			messageId: target?.id ?? null,
			whatsappId: details.target ?? '',
			...{ chat, by: from },
		});
	}
}

const isChange = ({ kind }: StoredMessage): boolean =>
	(CHANGE_KINDS as readonly string[]).includes(kind);

const isAbout = (change: StoredMessage, target: StoredMessage): boolean =>
	!isChange(target) && isSamePerson(change.chat, target.chat);

/** A message is edited by its writer alone, and deleted by its writer or, in a group, by an admin. */
const mayChange = (change: StoredMessage, target: StoredMessage): boolean =>
	isSamePerson(change.from, target.from) ||
	(change.details.asAdmin === true && target.chat.kind === 'group');

/** Either of them may be known by one address only. */
const isSamePerson = (one: Contact, other: Contact): boolean =>
	one.id === other.id || (one.lid !== null && one.lid === other.lid);
