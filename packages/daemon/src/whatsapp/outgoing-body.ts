import type { ContactCard, Location, Poll } from '@waypost/contract';
import type { proto } from './baileys.js';
import type { LinkPreview } from './whatsapp-connection.js';

/**
 * A text, with what its link leads to when that was looked up before. Baileys would fetch the page
 * by itself, from wherever the text points, so it is never asked to (`Utils/link-preview.js`).
 */
export function textMessage(text: string, preview: LinkPreview | null): proto.IMessage {
	if (!preview) return { extendedTextMessage: { text } };
	const { url, title, description, thumbnail } = preview;
	return {
		extendedTextMessage: {
			text,
			matchedText: url,
			title,
			previewType: 0,
			...(description === null ? {} : { description }),
			...(thumbnail === null ? {} : { jpegThumbnail: thumbnail }),
		},
	};
}

export const locationMessage = (location: Location): proto.IMessage => ({
	locationMessage: {
		degreesLatitude: location.latitude,
		degreesLongitude: location.longitude,
		...(location.name === null ? {} : { name: location.name }),
		...(location.address === null ? {} : { address: location.address }),
	},
});

/** One card, or several under a common name. */
export function contactMessage(cards: readonly ContactCard[]): proto.IMessage {
	const contacts = cards.map(({ name, vcard }) => ({ displayName: name, vcard }));
	const [only, ...more] = contacts;
	if (only && more.length === 0) return { contactMessage: only };
	return { contactsArrayMessage: { displayName: `${contacts.length} contacts`, contacts } };
}

/** A single choice and a multiple choice are different messages; 0 stands for "as many as there are". */
export function pollMessage({ question, options, multiple }: Poll): proto.IMessage {
	const poll = {
		name: question,
		options: options.map((optionName) => ({ optionName })),
		selectableOptionsCount: multiple ? 0 : 1,
	};
	return multiple ? { pollCreationMessage: poll } : { pollCreationMessageV3: poll };
}
