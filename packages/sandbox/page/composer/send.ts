import { batch } from '@preact/signals';
import type { ApiClient } from '../base/api-client.js';
import type { DisplayedMessage } from '../state/api-types.js';
import type { OpenChat } from '../state/open-chat.js';
import type { PhoneView } from '../state/phone-view.js';
import { forget, type PendingFile } from './pending-file.js';
import { soundShapeOf } from './sound-shape.js';

/** One message as it was written, on its way. */
export interface Written {
	readonly text: string;
	readonly file: PendingFile | null;
	readonly answering: DisplayedMessage | null;
	/** The message that is changed. */
	readonly editing: DisplayedMessage | null;
}

/**
 * Takes what is written out of the field, which is free for the next message at once: a change of a
 * message, files with the text below the first, or a text.
 */
export function takeWritten(open: OpenChat): Written[] {
	const text = open.draft.value.trim();
	const files = open.editing.value ? [] : open.files.value;
	if (text === '' && files.length === 0) return [];
	const first = { text, answering: open.answering.value, editing: open.editing.value };
	const others = { text: '', answering: null, editing: null };
	batch(() => {
		open.draft.value = '';
		open.answering.value = null;
		open.editing.value = null;
		if (files.length > 0) open.files.value = [];
	});
	if (files.length === 0) return [{ ...first, file: null }];
	return files.map((file, index) => ({ ...(index === 0 ? first : others), file }));
}

/** What could not be sent is before what is written by now, to be tried again. */
export function putBack(open: OpenChat, { text, file, answering, editing }: Written): void {
	batch(() => {
		open.draft.value = [text, open.draft.value].filter(Boolean).join('\n');
		if (file) open.files.value = [...open.files.value, file];
		open.answering.value ??= answering;
		open.editing.value ??= editing;
	});
}

/** Sends one message, or the change of one. */
export async function sendWritten(
	api: ApiClient,
	phone: PhoneView,
	chat: string,
	{ text, file, answering, editing }: Written,
): Promise<void> {
	if (editing) {
		await api.patch(`${phone.path}/messages/${encodeURIComponent(editing.id)}`, { text });
		return;
	}
	const reply = answering ? { replyTo: answering.id } : {};
	const caption = text ? { caption: text } : {};
	const content = file ? { attachment: { ...(await attachmentOf(file)), ...caption } } : { text };
	await api.post(`${phone.path}/messages`, { to: chat, ...content, ...reply });
	if (file) forget(file);
}

async function attachmentOf({ file, kind }: PendingFile) {
	const sounds = kind === 'voice-note' || kind === 'audio';
	return {
		data: await base64Of(file),
		mimeType: file.type || 'application/octet-stream',
		kind,
		...(file.name && { fileName: file.name }),
		...(sounds && (await soundShapeOf(file))),
	};
}

function base64Of(file: Blob): Promise<string> {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () =>
			resolve(typeof reader.result === 'string' ? reader.result.replace(/^[^,]*,/, '') : '');
		reader.onerror = () => reject(new Error('The file cannot be read.'));
		reader.readAsDataURL(file);
	});
}
