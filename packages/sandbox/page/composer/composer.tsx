import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { sentenceOf } from '../base/api-client.js';
import { Icon } from '../base/icon.js';
import { Problem } from '../base/problem.js';
import { usePage, usePhone } from '../state/context.js';
import type { OpenChat } from '../state/open-chat.js';
import { Attach } from './attach.js';
import { PendingFiles } from './pending-files.js';
import { toPending } from './pending-file.js';
import { putBack, sendWritten, takeWritten } from './send.js';
import { Typing } from './typing.js';
import { WrittenAbout } from './written-about.js';

export interface ComposerProps {
	readonly chat: string;
	readonly open: OpenChat;
}

/** Where one writes. Enter sends, Shift and Enter begin a new line, Escape gives up an answer or a change. */
export function Composer({ chat, open }: ComposerProps) {
	const { sandbox } = usePage();
	const phone = usePhone();
	const field = useRef<HTMLTextAreaElement>(null);
	const typing = useMemo(() => new Typing(sandbox.api, phone, chat, open), [chat]);
	useEffect(() => () => typing.stop(), [typing]);
	const about = open.answering.value ?? open.editing.value;
	useLayoutEffect(() => {
		if (about) field.current?.focus();
	}, [about]);

	const send = () => {
		typing.stop();
		open.problem.value = '';
		for (const written of takeWritten(open)) {
			open
				.inTurn(() => sendWritten(sandbox.api, phone, chat, written))
				.catch((error: unknown) => {
					putBack(open, written);
					open.problem.value = sentenceOf(error);
				});
		}
		field.current?.focus();
	};
	const giveUp = () => {
		if (open.editing.value) open.draft.value = '';
		open.answering.value = null;
		open.editing.value = null;
		field.current?.focus();
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === 'Escape' && about) giveUp();
		if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
		event.preventDefault();
		send();
	};
	const empty = open.draft.value.trim() === '' && open.files.value.length === 0;
	return (
		<div class="composer" role="group" aria-label="Write">
			<Problem of={open} />
			<WrittenAbout open={open} onGiveUp={giveUp} />
			<PendingFiles open={open} />
			<div class="composer-line">
				<Attach chat={chat} open={open} />
				<textarea
					ref={field}
					class="input"
					rows={1}
					data-first
					aria-label="Message"
					placeholder={open.files.value.length > 0 ? 'Caption' : 'Message'}
					value={open.draft}
					onInput={(event) => {
						open.draft.value = event.currentTarget.value;
						typing.keyPressed();
					}}
					onKeyDown={onKeyDown}
					onPaste={(event) => {
						const files = [...(event.clipboardData?.files ?? [])];
						if (files.length === 0) return;
						event.preventDefault();
						open.files.value = [...open.files.value, ...files.map(toPending)];
					}}
				/>
				<button
					class="button primary round"
					type="button"
					aria-label={open.editing.value ? 'Save the change' : 'Send'}
					disabled={empty}
					onClick={send}
				>
					<Icon name={open.editing.value ? 'check' : 'send'} />
				</button>
			</div>
		</div>
	);
}
