import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { TestWorld } from '../world.js';
import { slowDown } from './slow.js';

/** The width of a small phone. */
export const SMALL = { width: 360, height: 740 };
export const WIDE = { width: 1280, height: 800 };

/** A folder, when the documents need new pictures; anything, for a slow machine and a late sandbox. */
const { SCREENSHOTS, SLOW } = process.env;

export function launchBrowser(): Promise<Browser> {
	return chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
	});
}

export interface OpenOptions {
	readonly size?: { readonly width: number; readonly height: number };
	readonly dark?: boolean;
}

/** A sandbox with two phones, and its page in a browser. */
export class PageWorld {
	readonly world: TestWorld;
	readonly page: Page;
	/** What the browser complains of: scripts that fail, and all that the policy of the page forbids. */
	readonly complaints: string[] = [];

	private constructor(world: TestWorld, page: Page) {
		this.world = world;
		this.page = page;
		page.on('pageerror', (error) => this.complaints.push(error.message));
		page.on('console', (line) => {
			if (line.type() === 'error' || line.type() === 'warning') this.complaints.push(line.text());
		});
	}

	static async open(browser: Browser, options: OpenOptions = {}): Promise<PageWorld> {
		const { size = WIDE, dark = false } = options;
		const world = await TestWorld.start();
		const colorScheme = dark ? 'dark' : 'light';
		const page = await browser.newPage({ viewport: size, colorScheme });
		page.setDefaultTimeout(SLOW ? 40_000 : 10_000);
		if (SLOW) await slowDown(page);
		const opened = new PageWorld(world, page);
		await page.goto(world.sandbox.httpUrl);
		// What happens from here on, the page hears of: it shows phones once it follows the events.
		await page.getByRole('heading', { name: 'Anna' }).waitFor();
		return opened;
	}

	get sandbox() {
		return this.world.sandbox;
	}

	/** The column of a phone. */
	phone(name: string): Locator {
		return this.page.getByRole('region', { name: `Phone of ${name}` });
	}

	/** Waits until the page has read all about this phone, which has no chats and no devices. */
	async loaded(name: string): Promise<void> {
		await this.phone(name).getByText('No chats yet.').waitFor();
		await this.phone(name).getByText('No program is linked to this phone.').waitFor();
	}

	/** Opens a chat that is in the list of this phone; returns the phone. */
	async openChat(phone: string, chat: string): Promise<Locator> {
		const column = this.phone(phone);
		await column
			.getByRole('list', { name: 'Chats of' })
			.getByRole('button', { name: chat })
			.click();
		return column;
	}

	/** Opens a chat with another phone, by "New chat"; returns the phone. */
	async startChat(phone: string, other: string): Promise<Locator> {
		const column = this.phone(phone);
		await column.getByRole('button', { name: 'New chat' }).click();
		await column.getByRole('list', { name: 'People' }).getByRole('button', { name: other }).click();
		return column;
	}

	/** Keeps a picture of the page for the documents, if that is asked for. */
	async shot(name: string): Promise<void> {
		if (!SCREENSHOTS) return;
		mkdirSync(SCREENSHOTS, { recursive: true });
		await this.page.mouse.move(0, 0);
		// In 256 colours: a third of the size, and nobody sees it.
		const picture = sharp(await this.page.screenshot()).png({ palette: true, effort: 10 });
		await picture.toFile(join(SCREENSHOTS, `${name}.png`));
	}

	async close(): Promise<void> {
		await this.page.close();
		await this.world.close();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}
}

/** Writes a message in the chat that is open on this phone. */
export async function write(phone: Locator, text: string): Promise<void> {
	const field = phone.getByRole('textbox', { name: 'Message', exact: true });
	await field.fill(text);
	await field.press('Enter');
}

/** The message with this text on a phone. */
export function bubble(phone: Locator, text: string): Locator {
	return phone.getByRole('article').filter({ hasText: text });
}

/** Waits until an element has the focus. */
export async function focusOn(target: Locator): Promise<void> {
	await target.and(target.page().locator(':focus')).waitFor({ state: 'attached' });
}

/** Opens what can be done with a message; returns the menu. */
export async function menuOf(message: Locator): Promise<Locator> {
	await message.getByRole('button', { name: 'What to do with this message' }).click();
	return message.page().getByRole('dialog', { name: 'What to do with this message' });
}

export interface NamedFile {
	readonly name: string;
	readonly type: string;
	readonly bytes: Buffer;
}

/** Puts a file into the hand of the mouse and lets it fall on an element. */
export async function drop(target: Locator, file: NamedFile): Promise<void> {
	const dataTransfer = await transferOf(target.page(), file);
	await target.dispatchEvent('dragover', { dataTransfer });
	await target.dispatchEvent('drop', { dataTransfer });
}

/** Pastes a file into a field. */
export async function paste(target: Locator, file: NamedFile): Promise<void> {
	const transfer = await transferOf(target.page(), file);
	await target.evaluate((field, clipboardData) => {
		const options = { clipboardData, bubbles: true, cancelable: true };
		field.dispatchEvent(new ClipboardEvent('paste', options));
	}, transfer);
}

function transferOf(page: Page, { name, type, bytes }: NamedFile) {
	return page.evaluateHandle(
		({ fileName, fileType, base64 }) => {
			const data = new DataTransfer();
			const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
			data.items.add(new File([content], fileName, { type: fileType }));
			return data;
		},
		{ fileName: name, fileType: type, base64: bytes.toString('base64') },
	);
}
