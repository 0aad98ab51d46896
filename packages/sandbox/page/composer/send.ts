import type { ApiClient } from '../base/api-client.js';
import type { OpenChat } from '../state/open-chat.js';
import type { PhoneView } from '../state/phone-view.js';
import { forget, type PendingFile } from './pending-file.js';
import { soundShapeOf } from './sound-shape.js';

/** Sends what is written: a change of a message, files with the text below the first, or a text. */
export async function sendWritten(
	api: ApiClient,
	phone: PhoneView,
	chat: string,
	open: OpenChat,
): Promise<void> {
	const text = open.draft.value.trim();
	const editing = open.editing.value;
	const files = open.files.value;
	if (editing) {
		await api.patch(`${phone.path}/messages/${encodeURIComponent(editing.id)}`, { text });
		open.editing.value = null;
	} else if (files.length > 0) {
		for (const file of files) {
			const first = file === files[0];
			const caption = first && text ? { caption: text } : {};
			const attachment = { ...(await attachmentOf(file)), ...caption };
			const reply = first ? replyOf(open) : {};
			await api.post(`${phone.path}/messages`, { to: chat, attachment, ...reply });
			open.files.value = open.files.value.filter((each) => each !== file);
			forget(file);
			if (first) clear(open);
		}
	} else if (text) {
		await api.post(`${phone.path}/messages`, { to: chat, text, ...replyOf(open) });
	}
	clear(open);
}

function clear(open: OpenChat): void {
	open.draft.value = '';
	open.answering.value = null;
}

const replyOf = ({ answering }: OpenChat) =>
	answering.value ? { replyTo: answering.value.id } : {};

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
