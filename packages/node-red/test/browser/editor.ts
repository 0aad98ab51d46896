import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { labelsOf, markedFieldsOf, valuesOf } from './dialog-state.ts';
import { qrOf, rest, takePicture } from './screen.ts';

const REPOSITORY = join(import.meta.dirname, '../../../..');
const LIMIT_MS = 20_000;
/** The folder of the repository that pictures for the documents go to, when they are wanted. */
const PICTURES = process.env['SCREENSHOTS'];
/** Small, as on a notebook; for pictures high enough to see most of a dialog. */
const VIEWPORT = { width: 1200, height: PICTURES ? 860 : 720 };

export interface EditorOptions {
	language?: 'en-US' | 'de';
	theme?: 'light' | 'dark';
	/** The token of a user, for a Node-RED with a login. */
	user?: string;
}

/** The editor of a Node-RED in a browser that was never used before. */
export class Editor implements AsyncDisposable {
	readonly page: Page;
	/** What the browser complains of in its console. */
	readonly complaints: string[] = [];
	readonly #browser: Browser;

	private constructor(browser: Browser, page: Page) {
		this.#browser = browser;
		this.page = page;
		page.on('pageerror', ({ message, stack }) => this.complaints.push(stack ?? message));
		page.on('console', (line) => {
			const { url } = line.location();
			if (line.type() === 'error') this.complaints.push(`${line.text()} ${url}`);
		});
	}

	static async open(url: string, options: EditorOptions = {}): Promise<Editor> {
		const { language = 'en-US', theme = 'light', user } = options;
		const browser = await chromium.launch({
			executablePath: '/usr/bin/chromium',
			args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
		});
		const page = await browser.newPage({ locale: language, viewport: VIEWPORT });
		page.setDefaultTimeout(LIMIT_MS);
		// What the settings of the editor store.
		await page.addInitScript(`localStorage.setItem('view-dark-theme', '${theme}')`);
		const editor = new Editor(browser, page);
		await page.goto(user === undefined ? url : `${url}/?access_token=${user}`);
		await editor.#isReady();
		return editor;
	}

	/** Loads the page again: what is shown then is what Node-RED has stored. */
	async reload(): Promise<void> {
		await this.page.reload();
		await this.#isReady();
	}

	async #isReady(): Promise<void> {
		await this.page.locator('#red-ui-palette-search input').waitFor();
		await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
	}

	/** Types into the search of the palette, until it shows less than before. */
	async searchPalette(words: string): Promise<void> {
		const search = this.page.locator('#red-ui-palette-search input');
		// It looks when a key was pressed and a moment has passed: by one key for all of the words, it
		// does not look for the first of their letters.
		await search.fill(words.slice(0, -1));
		await search.press(words.at(-1)!);
		await this.#paletteNode('inject').waitFor({ state: 'hidden' });
	}

	#paletteNode(type: string): Locator {
		return this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
	}

	/** The types of the nodes that the palette shows now. */
	async palette(): Promise<string[]> {
		return this.page
			.locator('.red-ui-palette-node:visible')
			.evaluateAll((nodes) => nodes.map((node) => node.dataset['paletteType'] ?? ''));
	}

	/** Drags a node from the palette to the canvas. @returns its id */
	async drag(type: string, to: { x: number; y: number }): Promise<string> {
		const { mouse } = this.page;
		const entry = this.#paletteNode(type);
		await entry.scrollIntoViewIfNeeded();
		await entry.hover();
		await mouse.down();
		await mouse.move(to.x, to.y, { steps: 15 });
		await mouse.up();
		// What was dropped is selected.
		return this.page.evaluate<string>('RED.view.selection().nodes[0].id');
	}

	/** Draws a wire from the output of a node to the input of another. */
	async wire(from: string, to: string): Promise<void> {
		await this.node(from).locator('.red-ui-flow-port-output').hover();
		await this.page.mouse.down();
		const input = await this.node(to).locator('.red-ui-flow-port-input').boundingBox();
		await this.page.mouse.move(input!.x + 5, input!.y + 5, { steps: 15 });
		await this.page.mouse.up();
	}

	node(id: string): Locator {
		return this.page.locator(`[id="${id}"]`);
	}

	/** What a node shows below itself. */
	status(id: string): Locator {
		return this.node(id).locator('.red-ui-flow-node-status-label');
	}

	async openDialog(id: string): Promise<Locator> {
		const node = this.node(id).locator('rect.red-ui-flow-node');
		// To Node-RED clicks that are more than 0.65 s apart are no double click: on a busy machine they
		// may be.
		do await node.dblclick();
		while ((await this.page.locator('.red-ui-tray').count()) === 0);
		return this.#opened('#node-dialog-ok');
	}

	/** Goes on from the dialog of a node to that of its connection, or of a new one. */
	async openConnection(which: 'edit' | 'add'): Promise<Locator> {
		await this.page.locator(`#node-input-btn-config-${which}`).click();
		return this.#opened('#node-config-dialog-ok');
	}

	/** The dialog with this button, once it can be used: Node-RED gives a field of it the focus last. */
	async #opened(button: string): Promise<Locator> {
		const dialog = await this.#dialog(button);
		await dialog.locator('.red-ui-tray-body :focus').waitFor({ state: 'attached' });
		return dialog;
	}

	/** The dialog with this button, once it is filled in and has slid in. */
	async #dialog(button: string): Promise<Locator> {
		const dialog = this.page.locator('.red-ui-tray', { has: this.page.locator(button) });
		// That of a connection has its buttons at once, and its fields when Node-RED has sent what is stored.
		await dialog.locator('.form-row > label:visible').first().waitFor();
		await this.page.waitForFunction(`$('.red-ui-tray').css('right') === '0px'`);
		await rest(this.page);
		return dialog;
	}

	/** A row of the dialog. */
	row(name: string): Locator {
		return this.page
			.locator('.form-row')
			.filter({ has: this.page.locator(`#node-input-${name}, #node-config-input-${name}`) });
	}

	/** What the dialog holds, by the name of the field: with its type, where that can be chosen. */
	values(): Promise<Record<string, unknown>> {
		return valuesOf(this.page);
	}

	/** The fields that are marked as wrong. */
	marked(): Promise<string[]> {
		return markedFieldsOf(this.page);
	}

	/** The labels of the fields, with the lines each of them takes. */
	labels(): Promise<[label: string, lines: number][]> {
		return labelsOf(this.page);
	}

	/** Enters something into a field of one kind: a box, a list or a line. */
	async enter(name: string, value: string | boolean): Promise<void> {
		const field = this.page.locator(`#node-input-${name}, #node-config-input-${name}`);
		if (typeof value === 'boolean') await field.setChecked(value);
		else if (await field.evaluate((element) => element.tagName === 'SELECT')) {
			await field.selectOption(value);
		} else if (await field.isVisible()) {
			await field.fill(value);
			await field.blur();
		} else await this.fill(name, value);
	}

	/** Fills in a value, after choosing where it comes from where there is a choice. */
	async fill(name: string, value: string, type?: string): Promise<void> {
		const row = this.row(name);
		const types = row.locator('.red-ui-typedInput-type-select');
		if (type !== undefined) await this.#choose(types, type);
		const list = row.locator('.red-ui-typedInput-option-trigger');
		if (await list.isVisible()) {
			await this.#choose(list, value);
			return;
		}
		const input = row.locator('.red-ui-typedInput-input-wrap input');
		await input.fill(value);
		await input.blur();
	}

	/** Types into a field that proposes something. */
	async type(name: string, value: string): Promise<void> {
		await this.row(name).locator('.red-ui-typedInput-input-wrap input').pressSequentially(value);
	}

	/** Chooses from a menu, which slides in and out. */
	async #choose(menu: Locator, value: string): Promise<void> {
		await menu.click();
		await rest(this.page);
		await this.page.locator(`.red-ui-typedInput-options:visible a[value="${value}"]`).click();
		await rest(this.page);
	}

	done(): Promise<void> {
		return this.#leave('ok');
	}

	/** Leaves whatever dialogs are open. */
	async cancel(): Promise<void> {
		while ((await this.page.locator('.red-ui-tray').count()) > 0) await this.#leave('cancel');
	}

	/** Leaves the dialog by one of its buttons: that of a node, or of a connection opened from it. */
	async #leave(name: 'ok' | 'cancel'): Promise<void> {
		const button = this.page.locator(`#node-dialog-${name}, #node-config-dialog-${name}`);
		const id = await button.getAttribute('id');
		await button.click();
		await this.page.locator(`#${id}`).waitFor({ state: 'detached' });
		if (id === `node-config-dialog-${name}`) await this.#dialog('#node-dialog-ok');
		await rest(this.page);
	}

	/** Presses Deploy, until Node-RED has taken the flows. */
	async deploy(): Promise<void> {
		const isTaken = this.page.waitForResponse(
			(answer) => answer.url().endsWith('/flows') && answer.request().method() === 'POST',
		);
		await this.page.locator('#red-ui-header-button-deploy').click();
		await isTaken;
	}

	async pressButton(id: string): Promise<void> {
		await this.node(id).locator('.red-ui-flow-node-button-button').click();
	}

	/** What the one QR code on the screen says. */
	async qrOnScreen(): Promise<string> {
		return qrOf(this.page);
	}

	/** A PNG for the documents, where pictures are wanted. */
	async picture(name: string): Promise<void> {
		if (PICTURES) await takePicture(this.page, join(REPOSITORY, PICTURES, `${name}.png`));
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#browser.close();
	}
}
