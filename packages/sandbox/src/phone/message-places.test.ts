import { describe, expect, test } from '@jest/globals';
import { MessagePlaces } from './message-places.js';

function placesOf(count: number): MessagePlaces {
	const places = new MessagePlaces();
	for (let given = 0; given < count; given += 1) places.next();
	return places;
}

describe('the place after a message', () => {
	test('is at the start for 0', () => {
		expect(placesOf(2).after([1, 2], 0)).toBe(0);
	});

	test('follows the order of display, not that of the numbers', () => {
		expect(placesOf(3).after([3, 1, 2], 1)).toBe(2);
	});

	test('is where the message was, when it is gone', () => {
		const places = placesOf(4);
		places.leave(3, 2);
		expect(places.after([1, 2, 4], 3)).toBe(2);
	});

	test('is where they were, when those before it are gone as well, in whatever order they went', () => {
		const places = placesOf(4);
		places.leave(3, 2);
		places.leave(2, 1);
		expect(places.after([1, 4], 3)).toBe(1);
		places.leave(1);
		expect(places.after([4], 3)).toBe(0);
	});

	test('is known after a restart, too', () => {
		const before = placesOf(3);
		before.leave(2, 1);
		const places = new MessagePlaces();
		places.restore(before.toSnapshot());
		expect(places.after([1, 3], 2)).toBe(1);
		expect(places.next()).toBe(4);
	});

	test('is refused for a number that no message has had', () => {
		expect(() => placesOf(2).after([1, 2], 3)).toThrow(
			expect.objectContaining({ code: 'INVALID_REQUEST' }),
		);
	});
});
