import { Icon } from '../base/icon.js';
import { formatSize } from '../chat/message-words.js';
import type { AttachmentKind } from '../state/api-types.js';
import type { OpenChat } from '../state/open-chat.js';
import { forget, kindsFor, type PendingFile } from './pending-file.js';

const KIND_NAMES: Record<AttachmentKind, string> = {
	image: 'Picture',
	video: 'Video',
	audio: 'Audio file',
	'voice-note': 'Voice note',
	document: 'Document',
	sticker: 'Sticker',
};

/** Files that go with the next message, and what each is sent as. */
export function PendingFiles({ open }: { readonly open: OpenChat }) {
	const files = open.files.value;
	if (files.length === 0) return null;
	const replace = (old: PendingFile, by: PendingFile[]) =>
		(open.files.value = open.files.value.flatMap((each) => (each === old ? by : [each])));
	return (
		<ul class="pending-files" aria-label="Files to send">
			{files.map((pending) => (
				<li key={pending.file}>
					{pending.preview === null ? (
						<Icon name="document" />
					) : (
						<img src={pending.preview} alt="" />
					)}
					<div class="grow">
						<div class="cut">{pending.file.name}</div>
						<div class="dim small">{formatSize(pending.file.size)}</div>
					</div>
					<select
						class="input small"
						aria-label={`Send ${pending.file.name} as`}
						value={pending.kind}
						onChange={(event) =>
							replace(pending, [{ ...pending, kind: event.currentTarget.value as AttachmentKind }])
						}
					>
						{kindsFor(pending.file.type).map((kind) => (
							<option key={kind} value={kind}>
								{KIND_NAMES[kind]}
							</option>
						))}
					</select>
					<button
						class="button quiet round small"
						type="button"
						aria-label={`Do not send ${pending.file.name}`}
						onClick={() => {
							forget(pending);
							replace(pending, []);
						}}
					>
						<Icon name="close" />
					</button>
				</li>
			))}
		</ul>
	);
}
