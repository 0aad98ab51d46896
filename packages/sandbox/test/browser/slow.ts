import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, Route } from 'playwright-core';

/** So many times slower the page computes, and so long the sandbox takes at most, each way. */
const SLOWER = 6;
const LONGEST_MS = 300;

/**
 * Gives the page a slow machine and a sandbox that hears and answers late, each request by another
 * time, so that answers overtake one another and events come before them.
 */
export async function slowDown(page: Page): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
	let count = 0;
	const delay = async (route: Route) => {
		count += 1;
		const number = count;
		await sleep((number * 137) % LONGEST_MS);
		const streamed = /\/(events|media)(\?|$)/.test(route.request().url());
		if (streamed) return route.continue();
		const response = await route.fetch();
		await sleep((number * 211) % LONGEST_MS);
		return route.fulfill({ response });
	};
	// What is under way when the page is closed, or the sandbox, fails; that is nobody's concern.
	await page.route('**/v1/**', (route) => delay(route).catch(() => route.abort().catch(() => {})));
}
