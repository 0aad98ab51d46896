import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import decodeQR from 'qr/decode.js';
import type { Page } from 'playwright-core';
import sharp from 'sharp';

/** Waits until nothing on the screen moves any more. */
export async function rest(page: Page): Promise<void> {
	await page.evaluate(`new Promise((resolve) => {
		const look = () => {
			if ($(':animated').length > 0) return requestAnimationFrame(look);
			const moves = document.getAnimations().filter(
				({ effect }) => effect?.getComputedTiming().endTime !== Infinity,
			);
			Promise.allSettled(moves.map(({ finished }) => finished)).then(() => resolve());
		};
		requestAnimationFrame(look);
	})`);
}

/** What the one QR code on the screen says, read from a picture of the screen as a phone reads it. */
export async function qrOf(page: Page): Promise<string> {
	await rest(page);
	// A picture has its place before it is painted.
	await page.evaluate(`Promise.allSettled([...document.images].map((image) => image.decode()))`);
	const { data, info } = await sharp(await page.screenshot())
		.ensureAlpha()
		.raw()
		.toBuffer({ resolveWithObject: true });
	// Its own limit is that of one frame of a camera.
	return decodeQR({ width: info.width, height: info.height, data }, { timeLimit: 20_000 });
}

/** Writes a PNG of the editor, without notes that pass. */
export async function takePicture(page: Page, path: string): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	await page.mouse.move(0, 0);
	await page.evaluate(`RED.actions.invoke('core:toggle-show-tips', false)`);
	await page.evaluate(`$('#red-ui-palette-container, #red-ui-workspace-chart').scrollTop(0)`);
	await page.waitForFunction(`$('.red-ui-notification-success:visible').length === 0`);
	await rest(page);
	// In 256 colours: a third of the size, and nobody sees it.
	const picture = sharp(await page.screenshot({ animations: 'disabled' }));
	await picture.png({ palette: true, effort: 10 }).toFile(path);
}
