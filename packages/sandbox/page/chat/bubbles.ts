import type { DisplayedMessage } from '../state/api-types.js';

/** Somebody's reaction to a message. */
export interface Reaction {
	readonly from: string;
	readonly emoji: string;
}

/** A message with the reactions to it. */
export interface BubbleView {
	readonly message: DisplayedMessage;
	readonly reactions: readonly Reaction[];
	/** Set when this is the first message of a day. */
	readonly day: string | null;
	/** Whether the message before is of the same person on the same day. */
	readonly follows: boolean;
}

/** Puts reactions where they belong: the last one of each person counts, an empty one counts for none. */
export function bubblesOf(messages: readonly DisplayedMessage[]): BubbleView[] {
	const reactions = new Map<string, Map<string, string>>();
	for (const { kind, replyTo, from, text } of messages) {
		if (kind !== 'reaction' || replyTo === null) continue;
		const given = reactions.get(replyTo) ?? new Map<string, string>();
		given.set(from, text ?? '');
		reactions.set(replyTo, given);
	}
	let before: DisplayedMessage | undefined;
	return messages
		.filter(({ kind, replyTo }) => kind !== 'reaction' || replyTo === null)
		.map((message) => {
			const newDay = !before || dayOf(before) !== dayOf(message);
			const follows = !newDay && before?.from === message.from;
			before = message;
			return {
				message,
				reactions: listOf(reactions.get(message.id)),
				day: newDay ? message.at : null,
				follows,
			};
		});
}

const dayOf = ({ at }: DisplayedMessage): string => new Date(at).toDateString();

function listOf(given: ReadonlyMap<string, string> | undefined): Reaction[] {
	return [...(given ?? [])]
		.filter(([, emoji]) => emoji !== '')
		.map(([from, emoji]) => ({ from, emoji }));
}
