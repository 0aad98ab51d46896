import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from './icon.js';

export interface DialogProps {
	readonly title: string;
	readonly wide?: boolean;
	readonly children: ComponentChildren;
	onClose(): void;
}

/** A dialog over the page; the browser keeps the focus in it, and gives it back afterwards. */
export function Dialog({ title, wide = false, children, onClose }: DialogProps) {
	const ref = useRef<HTMLDialogElement>(null);
	const id = useId();
	useEffect(() => {
		const before = document.activeElement;
		ref.current?.showModal();
		return () => {
			if (before instanceof HTMLElement && before.isConnected) before.focus();
		};
	}, []);
	return (
		<dialog
			ref={ref}
			class={wide ? 'dialog wide' : 'dialog'}
			aria-labelledby={id}
			onClose={onClose}
			onClick={(event) => {
				if (event.target === ref.current) onClose();
			}}
		>
			<header>
				<h2 id={id}>{title}</h2>
				<button class="button quiet round" type="button" aria-label="Close" onClick={onClose}>
					<Icon name="close" />
				</button>
			</header>
			{children}
		</dialog>
	);
}
