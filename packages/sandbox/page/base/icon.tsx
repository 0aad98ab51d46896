/** Drawn on a grid of 24 by 24, as lines. */
const PATHS = {
	add: 'M12 5v14M5 12h14',
	attach:
		'M20 11.5l-8.2 8.2a5.2 5.2 0 0 1-7.4-7.4l8.6-8.6a3.5 3.5 0 0 1 5 5l-8.6 8.6a1.8 1.8 0 0 1-2.5-2.5l7.7-7.7',
	back: 'M15 5l-7 7 7 7',
	bug: 'M8 9a4 4 0 0 1 8 0M7 9h10v5a5 5 0 0 1-10 0zM12 9v10M3 12h4M17 12h4M4 6l3 3M20 6l-3 3M4 19l3-3M20 19l-3-3',
	check: 'M4 12.5l5 5L20 6.5',
	chevron: 'M9 5l7 7-7 7',
	close: 'M6 6l12 12M18 6L6 18',
	copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
	device: 'M3 5h18v11H3zM8 20h8M12 16v4',
	document: 'M6 3h8l4 4v14H6zM14 3v4h4',
	down: 'M12 5v14M6 13l6 6 6-6',
	group:
		'M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zM3 19c0-3.3 2.7-5 6-5s6 1.7 6 5M16 5a3 3 0 0 1 0 5.8M18 14.5c1.9.7 3 2.2 3 4.5',
	more: 'M12 6h.01M12 12h.01M12 18h.01',
	pause: 'M9 6v12M15 6v12',
	person: 'M12 11.5a3.7 3.7 0 1 0 0-7.5 3.7 3.7 0 0 0 0 7.5zM5 20c0-3.7 3.1-5.5 7-5.5s7 1.8 7 5.5',
	phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2',
	pin: 'M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11zM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
	play: 'M8 5.5v13l10.5-6.5z',
	plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
	poll: 'M5 20V11M12 20V4M19 20v-6',
	qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 19v1',
	reply: 'M9 6L4 11l5 5M4 11h9a7 7 0 0 1 7 7v1',
	reset: 'M4 5v5h5M4.6 10a8 8 0 1 1-.5 4',
	rules: 'M4 7h9M17 7h3M15 4.5v5M4 17h3M11 17h9M9 14.5v5',
	send: 'M4 12L20 4l-5 16-3.5-6.5zM11.5 13.5L20 4',
	smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1.8 2.2 5.2 2.2 7 0M9 9.5h.01M15 9.5h.01',
	trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
	wire: 'M3 8h13M13 5l3 3-3 3M21 16H8M11 13l-3 3 3 3',
	write: 'M4 20l1-4L16.5 4.5a2 2 0 0 1 3 3L8 19z',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside a word or in a button that has a label: screen readers skip it. */
export function Icon({ name }: { readonly name: IconName }) {
	return (
		<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
			<path d={PATHS[name]} />
		</svg>
	);
}
