import { describe, expect, test } from '@jest/globals';
import { Departures } from './departures.js';

const CHAT = '491700000002@s.whatsapp.net';
const DEVICES = ['491700000002:1@s.whatsapp.net'];

describe('a message on its way out', () => {
	const watched = () => {
		const departures = new Departures();
		const message = { conversation: 'hello' };
		departures.watch(message);
		return { departures, message };
	};

	test('has not left before Baileys comes to encrypt it', () => {
		const { departures, message } = watched();
		departures.pass(message, [CHAT]);
		expect(departures.giveUp(message)).toBe(false);
	});

	test('may have left once it is encrypted for a device', () => {
		const { departures, message } = watched();
		departures.pass(message, [CHAT]);
		departures.pass(message, DEVICES);
		expect(departures.giveUp(message)).toBe(true);
	});

	test('may have left once the copy for an own device is encrypted', () => {
		const { departures, message } = watched();
		departures.pass(message, [CHAT]);
		departures.pass({ deviceSentMessage: { message } }, DEVICES);
		expect(departures.giveUp(message)).toBe(true);
	});

	test('may have left once it is encrypted for a group', () => {
		const { departures, message } = watched();
		departures.pass(message);
		expect(departures.giveUp(message)).toBe(true);
	});

	test('does not go on after it was given up', () => {
		const { departures, message } = watched();
		departures.pass(message, [CHAT]);
		departures.giveUp(message);
		expect(() => departures.pass(message, DEVICES)).toThrow('given up');
	});

	test('goes on when it was given up too late: a device may ask for it again', () => {
		const { departures, message } = watched();
		departures.pass(message, [CHAT]);
		departures.pass(message, DEVICES);
		departures.giveUp(message);
		expect(departures.pass(message, DEVICES)).toBe(message);
	});

	test('that nobody watches goes its way, and may have left', () => {
		const { departures } = watched();
		const other = { conversation: 'asked for again' };
		expect(departures.pass(other, DEVICES)).toBe(other);
		expect(departures.giveUp(other)).toBe(true);
	});
});
