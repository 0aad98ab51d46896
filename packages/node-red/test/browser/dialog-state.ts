import type { Page } from 'playwright-core';

/** What the dialog holds, by the name of the field: with its type, where that can be chosen. */
export const valuesOf = (page: Page): Promise<Record<string, unknown>> =>
	page.evaluate(`Object.fromEntries(
		$('.red-ui-tray [id^=node-input-], .red-ui-tray [id^=node-config-input-]')
			.filter('input, select')
			.map((_index, field) => {
				const isTyped = $(field).next('.red-ui-typedInput-container').length > 0;
				const isBox = field.type === 'checkbox';
				const value = isTyped ? $(field).typedInput('value') : isBox ? field.checked : field.value;
				return [[field.id.replace(/^node-(config-)?input-/, ''), value]];
			})
			.get(),
	)`);

/** The fields of the dialog that are marked as wrong. */
export const markedFieldsOf = (page: Page): Promise<string[]> =>
	page.evaluate(`$('.red-ui-tray .input-error:visible')
		.map((_index, part) => {
			const field = $(part).is('.red-ui-typedInput-container') ? $(part).prev() : $(part);
			return field.attr('id').replace(/^node-(config-)?input-/, '');
		})
		.get()`);

/** The labels of the fields of the dialog, with the lines each of them takes; those of boxes wrap. */
export const labelsOf = (page: Page): Promise<[label: string, lines: number][]> =>
	page
		.locator('.red-ui-tray .form-row > label:visible')
		.evaluateAll((labels) =>
			labels.map((label) => [
				label.textContent.trim(),
				label.querySelector('input')
					? 1
					: Math.round(label.clientHeight / parseFloat(getComputedStyle(label).lineHeight)),
			]),
		);
