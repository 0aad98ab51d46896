import type { Page } from 'playwright-core';

/** Requests of a page that wait, as for a slow server, until they are let go. */
export class HeldRequests {
	readonly #asked = Promise.withResolvers<void>();
	readonly #released = Promise.withResolvers<void>();
	readonly #answered: Promise<unknown>;

	private constructor(answered: Promise<unknown>) {
		this.#answered = answered;
	}

	/** Keeps what the page asks for from now on by this method, at addresses that fit. */
	static async of(page: Page, method: string, path: RegExp): Promise<HeldRequests> {
		const fits = (url: string, by: string) => by === method && path.test(new URL(url).pathname);
		const answer = page.waitForEvent('requestfinished', {
			predicate: (request) => fits(request.url(), request.method()),
			timeout: 0,
		});
		const held = new HeldRequests(answer.catch(() => undefined));
		page.once('close', () => held.#released.resolve());
		await page.route('**/v1/**', async (route) => {
			const request = route.request();
			if (!fits(request.url(), request.method())) return route.fallback();
			held.#asked.resolve();
			await held.#released.promise;
			return page.isClosed() ? undefined : route.fallback();
		});
		return held;
	}

	/** Resolves once the page has asked. */
	asked(): Promise<void> {
		return this.#asked.promise;
	}

	/** Resolves once the first of them is answered. */
	async letGo(): Promise<void> {
		this.#released.resolve();
		await this.#answered;
	}
}
