import { computed, signal } from '@preact/signals';
import type { SandboxView } from './sandbox-view.js';

const NARROW = matchMedia('(max-width: 47.99rem)');
const FIRST_SHOWN = 3;

export type PanelName = 'faults' | 'wire-log';

/** Which phones are side by side, and whether a panel is open beside them. */
export class Layout {
	/** One phone at a time. */
	readonly narrow = signal(NARROW.matches);
	readonly panel = signal<PanelName | null>(null);
	/** Null: nobody chose yet, so the first three. */
	readonly #chosen = signal<readonly string[] | null>(null);
	readonly #front = signal<string | null>(null);
	readonly #numbers = computed(() =>
		(this.#sandbox.phones.value ?? []).map(({ phoneNumber }) => phoneNumber),
	);
	readonly #sandbox: SandboxView;

	/** Numbers of the phones to show, in the order they were added. */
	readonly shown = computed<readonly string[]>(() => {
		const numbers = this.#numbers.value;
		if (this.narrow.value) return numbers.filter((each) => each === this.front.value);
		const chosen = this.#chosen.value;
		return chosen ? numbers.filter((each) => chosen.includes(each)) : numbers.slice(0, FIRST_SHOWN);
	});

	/** The phone in front where there is room for one only. */
	readonly front = computed(() => {
		const numbers = this.#numbers.value;
		const front = this.#front.value;
		return front !== null && numbers.includes(front) ? front : (numbers[0] ?? null);
	});

	constructor(sandbox: SandboxView) {
		this.#sandbox = sandbox;
		NARROW.addEventListener('change', ({ matches }) => (this.narrow.value = matches));
	}

	/** Shows a phone, or hides it when it is shown; on a narrow screen it comes to the front. */
	toggle(phoneNumber: string): void {
		if (this.narrow.value) {
			this.#front.value = phoneNumber;
			return;
		}
		const shown = this.shown.value;
		this.#chosen.value = shown.includes(phoneNumber)
			? shown.filter((each) => each !== phoneNumber)
			: [...shown, phoneNumber];
	}

	/** A phone that was just added is seen, however many there are. */
	bringUp(phoneNumber: string): void {
		this.#front.value = phoneNumber;
		const { value } = this.shown;
		if (!value.includes(phoneNumber)) this.#chosen.value = [...value, phoneNumber];
	}

	togglePanel(name: PanelName): void {
		this.panel.value = this.panel.value === name ? null : name;
	}
}
