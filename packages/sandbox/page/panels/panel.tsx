import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../base/icon.js';
import { usePage } from '../state/context.js';

/** What stands beside the phones, or on a narrow screen over them. Once closed, the focus goes back. */
export function Panel(props: { readonly title: string; readonly children: ComponentChildren }) {
	const { layout } = usePage();
	const { title, children } = props;
	const ref = useRef<HTMLElement>(null);
	useLayoutEffect(() => {
		const opener = document.activeElement;
		const panel = ref.current;
		return () => {
			const hadFocus = panel?.contains(document.activeElement) ?? false;
			if (hadFocus && opener instanceof HTMLElement) opener.focus();
		};
	}, []);
	return (
		<aside
			ref={ref}
			class="panel card"
			aria-label={title}
			onKeyDown={(event) => {
				if (event.key === 'Escape') layout.panel.value = null;
			}}
		>
			<header class="screen-bar">
				<h2 class="grow">{title}</h2>
				<button
					class="button quiet round"
					type="button"
					aria-label={`Close: ${title}`}
					onClick={() => (layout.panel.value = null)}
				>
					<Icon name="close" />
				</button>
			</header>
			{children}
		</aside>
	);
}
