import { useComputed, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../base/icon.js';
import { usePage } from '../state/context.js';
import type { OpenChat } from '../state/open-chat.js';
import { Bubble } from './bubble.js';
import { bubblesOf } from './bubbles.js';
import { formatDay } from './times.js';

const AT_ONCE = 100;
/** So near to the end one is at the end, in pixels. */
const NEAR_END = 40;

/** All messages of a chat, the latest at the bottom, where one stays as long as one is there. */
export function MessageList({ chat, open }: { readonly chat: string; readonly open: OpenChat }) {
	const { sandbox } = usePage();
	const list = useRef<HTMLDivElement>(null);
	const atEnd = useSignal(true);
	const top = useRef(0);
	const count = useSignal(AT_ONCE);
	const bubbles = useComputed(() => bubblesOf(open.messages.value ?? []));
	const shown = bubbles.value.slice(-count.value);
	const toEnd = () => list.current?.scrollTo({ top: list.current.scrollHeight });
	useLayoutEffect(() => {
		if (atEnd.peek()) toEnd();
	}, [bubbles.value]);
	const onScroll = () => {
		const { scrollTop, scrollHeight, clientHeight } = list.current ?? document.body;
		// Going up leads away from the end; a picture that comes late and makes the list longer does not.
		if (scrollHeight - scrollTop - clientHeight < NEAR_END) atEnd.value = true;
		else if (scrollTop < top.current) atEnd.value = false;
		top.current = scrollTop;
	};
	return (
		<div class="messages-frame">
			<div
				ref={list}
				class="messages"
				role="log"
				aria-live="off"
				aria-label={`Messages with ${sandbox.nameOf(chat)}`}
				tabIndex={0}
				onScroll={onScroll}
				// Pictures come later than the messages they are in.
				onLoadCapture={() => {
					if (atEnd.peek()) toEnd();
				}}
			>
				{shown.length < bubbles.value.length && (
					<button
						class="button small earlier"
						type="button"
						onClick={() => (count.value += AT_ONCE)}
					>
						Earlier messages
					</button>
				)}
				{open.messages.value?.length === 0 && (
					<p class="nothing dim">No messages yet. Write the first one.</p>
				)}
				<ol>
					{shown.map((bubble) => (
						<li key={`${bubble.message.from} ${bubble.message.id}`}>
							{bubble.day !== null && <div class="day">{formatDay(bubble.day)}</div>}
							<Bubble bubble={bubble} chat={chat} open={open} />
						</li>
					))}
				</ol>
			</div>
			{!atEnd.value && (
				<button
					class="button round to-end"
					type="button"
					aria-label="To the latest message"
					onClick={toEnd}
				>
					<Icon name="down" />
				</button>
			)}
		</div>
	);
}
