import type { Page } from 'playwright-core';

/**
 * Texts whose contrast with what is behind them is too low, by WCAG 2.2 (relative luminance): each with
 * its words and its contrast. What cannot be used (`disabled`, `aria-disabled`) need not be read.
 */
export function contrastsBelow(page: Page, least: number): Promise<string[]> {
	return page.evaluate((minimum) => {
		type Colour = readonly [number, number, number, number];
		const parse = (text: string): Colour => {
			const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
			return [red, green, blue, alpha];
		};
		const over = ([r, g, b, a]: Colour, [r2, g2, b2]: Colour): Colour => [
			r * a + r2 * (1 - a),
			g * a + g2 * (1 - a),
			b * a + b2 * (1 - a),
			1,
		];
		const channel = (value: number) =>
			value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
		const luminance = ([r, g, b]: Colour) =>
			0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
		const behind = (element: Element | null): Colour => {
			if (!element) return [255, 255, 255, 1];
			const own = parse(getComputedStyle(element).backgroundColor);
			return own[3] === 1 ? own : over(own, behind(element.parentElement));
		};
		const found: string[] = [];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const element = node.parentElement;
			const words = node.textContent?.trim() ?? '';
			if (
				!element ||
				words === '' ||
				element.closest(':disabled, [aria-disabled=true], .avatar, option')
			)
				continue;
			if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
			const back = behind(element);
			const front = over(parse(getComputedStyle(element).color), back);
			const [light = 0, dark = 0] = [luminance(front), luminance(back)].sort((a, b) => b - a);
			const contrast = (light + 0.05) / (dark + 0.05);
			if (contrast < minimum) found.push(`${words}: ${contrast.toFixed(2)}`);
		}
		return found;
	}, least);
}
