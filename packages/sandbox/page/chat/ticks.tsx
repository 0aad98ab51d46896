import type { DisplayedMessage } from '../state/api-types.js';

type Progress = Pick<DisplayedMessage, 'delivered' | 'read' | 'played'>;

/** How far an own message has come: one tick sent, two delivered, two in colour read or played. */
export function Ticks({ message }: { readonly message: Progress }) {
	const word = progressOf(message);
	const seen = message.read || message.played;
	return (
		<svg
			class={seen ? 'ticks seen' : 'ticks'}
			viewBox="0 0 18 12"
			role="img"
			aria-label={word}
			data-progress={word}
		>
			<title>{word}</title>
			{message.delivered ? (
				<path d="M1 6.5l3.5 3.5L11 2M7.5 10L15.5 2" />
			) : (
				<path d="M4 6.5l3.5 3.5L14 2" />
			)}
		</svg>
	);
}

export function progressOf({ delivered, read, played }: Progress): string {
	if (played) return 'Played';
	if (read) return 'Read';
	return delivered ? 'Delivered' : 'Sent';
}
