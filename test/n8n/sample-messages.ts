import type { Attachment, Chat, Contact, Message, MessageKind } from '@waypost/contract';

const AT = '2026-11-21T10:00:00.000Z';

export const ben: Contact = {
	...{ id: '49170@s.whatsapp.net', phoneNumber: '+49170', lid: '1@lid', name: 'Ben' },
};
/** Somebody of whom WhatsApp shows no number. */
export const hidden: Contact = { id: '2@lid', phoneNumber: null, lid: '2@lid', name: null };
export const direct: Chat = { ...ben, kind: 'direct' };

/** A message that says as little as one can. */
export const bare: Message = {
	id: 'm1',
	sessionId: 'sales',
	direction: 'in',
	chat: direct,
	from: ben,
	kind: 'text',
	text: null,
	attachment: null,
	location: null,
	contacts: [],
	poll: null,
	reaction: null,
	target: null,
	mentions: [],
	replyTo: null,
	status: 'delivered',
	statusHistory: [],
	receipts: [],
	error: null,
	waiting: null,
	sendAt: null,
	expiresAt: null,
	editedAt: null,
	deletedAt: null,
	whatsappId: 'W',
	at: AT,
};

const file: Attachment = {
	...{ mimeType: 'image/png', fileName: 'a.png', size: 1, sha256: 'ab', url: '/media' },
};
/** Of one that arrived, as far as WhatsApp says. */
const unknownFile: Attachment = { ...file, fileName: null, size: null, sha256: null };
const captioned = [{ text: 'Look', attachment: file }, { attachment: unknownFile }];
const uncaptioned = [{ attachment: file }, { attachment: unknownFile }];

/** What a message of each kind carries: with all that may be there, and without. */
export const CONTENT: Record<MessageKind, readonly Partial<Message>[]> = {
	text: [{ text: 'Hello' }, { text: 'For @49170 and @2', mentions: [ben, hidden], replyTo: 'm0' }],
	image: captioned,
	video: captioned,
	audio: uncaptioned,
	'voice-note': uncaptioned,
	document: captioned,
	sticker: uncaptioned,
	location: [
		{ location: { latitude: 1, longitude: 2, name: 'Gate', address: 'Main Street' } },
		{ location: { latitude: 0, longitude: 0, name: null, address: null } },
	],
	contact: [
		{ contacts: [{ name: 'Clara', phoneNumber: '+49171', vcard: 'BEGIN:VCARD' }] },
		{ contacts: [{ name: 'Clara', phoneNumber: null, vcard: 'BEGIN:VCARD' }] },
	],
	poll: [
		{ poll: { question: 'Lunch?', options: ['Pizza', 'Soup'], multiple: true } },
		{ poll: { question: 'Lunch?', options: ['Yes', 'No'], multiple: false } },
	],
	// One without a target is about a message that Waypost does not know; an empty one takes it back.
	reaction: [{ reaction: '👍', target: 'm0' }, { reaction: '' }],
	edit: [{ text: 'New', target: 'm0' }, { text: 'New' }],
	delete: [{ target: 'm0' }, {}],
	other: [{}],
};

/** What may be different about a message of any kind: how far it is, and what became of it. */
export const PROGRESS: readonly [string, Partial<Message>][] = [
	['waits', { status: 'accepted', waiting: { code: 'pacing', until: AT, position: 1 } }],
	[
		'waits, nobody knows until when',
		{ status: 'accepted', waiting: { code: 'session-not-connected', until: null, position: 0 } },
	],
	['is scheduled, and expires', { status: 'accepted', sendAt: AT, expiresAt: AT }],
	['was edited', { text: 'New', editedAt: AT }],
	['was deleted', { deletedAt: AT }],
	[
		'failed',
		{
			status: 'failed',
			error: { code: 'MESSAGE_REJECTED', detail: 'No.', upstreamCode: 499, retryable: false },
		},
	],
];
