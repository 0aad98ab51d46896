import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { OWNER } from './n8n-api.ts';

const LIMIT_MS = 20_000;

/** Pictures are 1,200 pixels wide: what fits into 1,500, made a little smaller. */
const VIEW = { viewport: { width: 1500, height: 900 }, deviceScaleFactor: 0.8 };

/** n8n's editor in a browser that was never used before, as its owner. */
export class Editor {
	readonly page: Page;
	/** Requests to anything but this machine. */
	readonly strangers: string[] = [];
	readonly #browser: Browser;
	readonly #url: string;
	readonly #pictures: string;

	private constructor(browser: Browser, page: Page, url: string, pictures: string) {
		this.#browser = browser;
		this.page = page;
		this.#url = url;
		this.#pictures = pictures;
		page.on('request', (request) => {
			const { hostname, protocol } = new URL(request.url());
			if (/^(http|ws)/.test(protocol) && hostname !== '127.0.0.1') {
				this.strangers.push(request.url());
			}
		});
	}

	/** @param pictures - the folder for screenshots. */
	static async open(url: string, pictures: string): Promise<Editor> {
		await mkdir(pictures, { recursive: true });
		const browser = await chromium.launch({
			executablePath: '/usr/bin/chromium',
			args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
		});
		const page = await browser.newPage({ ...VIEW, colorScheme: 'light' });
		page.setDefaultTimeout(LIMIT_MS);
		const editor = new Editor(browser, page, url, pictures);
		await editor.#logIn();
		return editor;
	}

	/** Something by the name that n8n gives it for tests. */
	part(id: string): Locator {
		return this.page.locator(`[data-test-id="${id}"]`);
	}

	async #logIn(): Promise<void> {
		// n8n may still be busy with its own start.
		await this.page.goto(`${this.#url}/signin`, { timeout: 60_000 });
		await this.page.locator('input[name=emailOrLdapLoginId]').fill(OWNER.email);
		await this.page.locator('input[name=password]').fill(OWNER.password);
		await this.part('form-submit-button').click();
		await this.page.waitForURL((url) => !url.pathname.includes('signin'));
	}

	async openWorkflow({ id }: { id: string }): Promise<void> {
		await this.page.goto(`${this.#url}/workflow/${id}`);
		await this.part('canvas-node').first().waitFor();
		await this.part('zoom-to-fit').click();
	}

	async openCredential(name: string): Promise<void> {
		await this.page.goto(`${this.#url}/home/credentials`);
		await this.part('resources-list-item').getByText(name, { exact: true }).click();
		await this.part('editCredential-modal').waitFor();
	}

	/** A node on the canvas. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	async openPanel(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.part('node-parameters').waitFor();
	}

	async closePanel(): Promise<void> {
		await this.part('ndv-close-button').click();
		await this.part('ndv').waitFor({ state: 'hidden' });
	}

	/** "Execute step", until its output is there. */
	async executeStep(): Promise<void> {
		await this.part('node-execute-button').first().click();
		await this.part('output-panel').getByText('1 item').first().waitFor();
	}

	/** Takes away the notes that n8n shows in the corner for some seconds; they may go by themselves. */
	async dismissNotes(): Promise<void> {
		const note = this.page.locator('.el-notification__closeBtn');
		while ((await note.count()) > 0) {
			await note
				.first()
				.click({ timeout: 2_000 })
				.catch(() => undefined);
			await note
				.first()
				.waitFor({ state: 'detached', timeout: 2_000 })
				.catch(() => undefined);
		}
	}

	/** A PNG of what is on the screen, once nothing fades in or out any more. */
	async picture(name: string): Promise<void> {
		await this.page.mouse.move(0, 0);
		await this.page.evaluate(() =>
			Promise.allSettled(
				document
					.getAnimations()
					.filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
					.map(({ finished }) => finished),
			).then(() => undefined),
		);
		await this.page.screenshot({
			path: join(this.#pictures, `${name}.png`),
			animations: 'disabled',
		});
	}

	async close(): Promise<void> {
		await this.#browser.close();
	}
}
