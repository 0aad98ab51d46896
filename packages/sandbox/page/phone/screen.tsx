import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../base/icon.js';
import { usePhone } from '../state/context.js';

export interface ScreenProps {
	/** What stands in the bar beside "back". */
	readonly title: ComponentChildren;
	/** Buttons at the right end of the bar. */
	readonly actions?: ComponentChildren;
	readonly children: ComponentChildren;
}

/** A screen one can go back from. The focus goes to what is marked `data-first`, or else to "back". */
export function Screen({ title, actions, children }: ScreenProps) {
	const phone = usePhone();
	const ref = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		if (!phone.takeMove()) return;
		const first = ref.current?.querySelector<HTMLElement>('[data-first]');
		(first ?? ref.current?.querySelector('button'))?.focus();
	}, []);
	return (
		<div class="screen" ref={ref}>
			<header class="screen-bar">
				<button
					class="button quiet round"
					type="button"
					aria-label="Back"
					onClick={() => phone.back()}
				>
					<Icon name="back" />
				</button>
				{title}
				{actions}
			</header>
			{children}
		</div>
	);
}
