import type { ApiClient } from '../base/api-client.js';
import type { OpenChat } from '../state/open-chat.js';
import type { PhoneView } from '../state/phone-view.js';

/** Said again this often while somebody types, and taken back so long after the last key. */
const AGAIN_MS = 5_000;
const PAUSE_MS = 3_000;

/** Tells the other side that the owner of this phone types. */
export class Typing {
	readonly #say: (state: 'composing' | 'paused') => void;
	#saidAt = 0;
	#pause: ReturnType<typeof setTimeout> | undefined;

	constructor(api: ApiClient, phone: PhoneView, to: string, { inTurn }: OpenChat) {
		const post = (state: string) => api.post(`${phone.path}/typing`, { to, state });
		this.#say = (state) => void inTurn(() => post(state)).catch(() => undefined);
	}

	keyPressed(): void {
		clearTimeout(this.#pause);
		this.#pause = setTimeout(() => this.stop(), PAUSE_MS);
		if (Date.now() - this.#saidAt < AGAIN_MS) return;
		this.#saidAt = Date.now();
		this.#say('composing');
	}

	stop(): void {
		clearTimeout(this.#pause);
		if (this.#saidAt === 0) return;
		this.#saidAt = 0;
		this.#say('paused');
	}
}
