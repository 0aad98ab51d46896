import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

export interface PopoverProps {
	readonly label: string;
	/** What it belongs to: it opens above or below that, and the focus goes back there. */
	readonly at: RefObject<HTMLElement | null>;
	readonly children: ComponentChildren;
	onClose(): void;
}

const GAP = 6;

/** A small menu on top of the page. Escape and a click elsewhere close it. */
export function Popover({ label, at, children, onClose }: PopoverProps) {
	const ref = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		const popover = ref.current;
		const anchor = at.current;
		if (!popover || !anchor) return;
		popover.showPopover();
		place(popover, anchor.getBoundingClientRect());
		popover.querySelector<HTMLElement>('button')?.focus();
		return () => {
			const hadFocus = popover.contains(document.activeElement);
			if (hadFocus && anchor.isConnected) anchor.focus();
		};
	}, []);
	return (
		<div
			ref={ref}
			class="popover"
			popover="auto"
			role="dialog"
			aria-label={label}
			onToggle={(event) => {
				if (event.newState === 'closed') onClose();
			}}
		>
			{children}
		</div>
	);
}

/** Above, where there is room for it, or else below; never beyond the edge of the window. */
function place(popover: HTMLElement, anchor: DOMRect): void {
	const { width, height } = popover.getBoundingClientRect();
	const above = anchor.top - height - GAP;
	const top = above > GAP ? above : Math.min(anchor.bottom + GAP, innerHeight - height - GAP);
	const left = Math.min(Math.max(GAP, anchor.left), innerWidth - width - GAP);
	popover.style.top = `${Math.max(GAP, top)}px`;
	popover.style.left = `${left}px`;
}
