import { describe, expect, test } from '@jest/globals';
import { describePage } from './page-description.js';

describe('what a page says about itself', () => {
	test('is its Open Graph data first', () => {
		const html = `<html><head><title>Plain</title>
			<meta name="description" content="plain">
			<meta property="og:title" content="Title &amp; more">
			<meta property="og:description" content="A description">
			<meta property="og:image" content="/picture.png"></head></html>`;
		expect(describePage(html)).toEqual({
			title: 'Title & more',
			description: 'A description',
			image: '/picture.png',
		});
	});

	test('is its title and description else', () => {
		const html = '<title> A\n page </title><meta name=description content="What it is about">';
		expect(describePage(html)).toEqual({
			title: 'A page',
			description: 'What it is about',
			image: null,
		});
	});

	test('is nothing for what is no page', () => {
		expect(describePage('just words')).toEqual({ title: null, description: null, image: null });
	});

	test('is cut when it is long', () => {
		const title = describePage(`<title>${'🎉'.repeat(300)}</title>`).title ?? '';
		expect([[...title].length, title.at(-1)]).toEqual([200, '…']);
	});

	test('is read from the first title only, and not from pictures in the page', () => {
		const html = '<title>Page</title><svg><title>Icon</title></svg>';
		expect(describePage(html).title).toBe('Page');
	});

	test('is read although the page is cut off', () => {
		expect(describePage('<title>Cut</title><meta property="og:desc').title).toBe('Cut');
	});
});
