import type { AttachmentKind, DisplayedMessage } from '../state/api-types.js';

const KINDS: Record<AttachmentKind, string> = {
	image: 'Picture',
	video: 'Video',
	audio: 'Audio',
	'voice-note': 'Voice note',
	document: 'Document',
	sticker: 'Sticker',
};

type Summed = Pick<
	DisplayedMessage,
	'kind' | 'text' | 'deleted' | 'attachment' | 'contacts' | 'location' | 'groupInvite'
>;

/** A message in one line, as a list of chats shows it. */
export function summaryOf(message: Summed): string {
	const { kind, text, deleted, attachment, contacts, location, groupInvite } = message;
	if (deleted) return 'Deleted message';
	switch (kind) {
		case 'text':
			return text ?? '';
		case 'reaction':
			return text ? `Reacted with ${text}` : 'Took a reaction back';
		case 'location':
			return `Location${location?.name ? `: ${location.name}` : ''}`;
		case 'contact':
			return `Contact: ${contacts.map(({ name }) => name).join(', ')}`;
		case 'poll':
			return `Poll: ${text ?? ''}`;
		case 'group-invite':
			return `Invitation to ${groupInvite?.groupName ?? 'a group'}`;
		case 'notice':
			return text ?? '';
		case 'other':
			return 'Something this phone cannot show';
		default:
			return `${KINDS[kind]}${labelOf(text ?? attachment?.fileName)}`;
	}
}

const labelOf = (text: string | null | undefined): string => (text ? `: ${text}` : '');

/** `1:05` for 65 seconds. */
export function formatSeconds(seconds: number): string {
	const whole = Math.floor(seconds);
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** `2.4 MB`, in steps of 1,000. */
export function formatSize(bytes: number): string {
	if (bytes < 1_000) return `${bytes} B`;
	const kilo = bytes / 1_000;
	if (kilo < 1_000) return `${kilo < 10 ? kilo.toFixed(1) : Math.round(kilo)} kB`;
	return `${(kilo / 1_000).toFixed(1)} MB`;
}
