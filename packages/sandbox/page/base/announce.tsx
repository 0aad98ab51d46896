import { signal } from '@preact/signals';

const latest = signal('');

/** Says a sentence to people who use a screen reader. */
export function announce(sentence: string): void {
	latest.value = sentence;
}

/** Where those sentences are written; once per page. */
export function LiveRegion() {
	return (
		<div class="hidden-visually" role="status" aria-live="polite">
			{latest}
		</div>
	);
}
