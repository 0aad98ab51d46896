import { describe, expect, test } from '@jest/globals';
import { EndpointCircuit } from './endpoint-circuit.js';

/** The middle of the jitter. */
const MIDDLE = 0.5;

function failing(times: number, now = 0): EndpointCircuit {
	const circuit = new EndpointCircuit();
	for (let n = 0; n < times; n += 1) circuit.recordFailure(now, MIDDLE);
	return circuit;
}

describe('the circuit of an endpoint', () => {
	test('opens at the tenth failure in a row', () => {
		expect([failing(9).isOpen, failing(10).isOpen]).toEqual([false, true]);
	});

	test('begins to count anew after a success', () => {
		const circuit = failing(9);
		circuit.close();
		circuit.recordFailure(0, MIDDLE);
		expect(circuit.isOpen).toBe(false);
	});

	test('waits longer after each request that fails, up to five minutes', () => {
		const circuit = failing(10);
		const waits = [circuit.openUntil];
		for (let n = 0; n < 4; n += 1) {
			const now = circuit.openUntil;
			circuit.recordFailure(now, MIDDLE);
			waits.push(circuit.openUntil - now);
		}
		expect(waits).toEqual([5000, 30_000, 120_000, 300_000, 300_000]);
	});

	test('does not wait longer for failures of requests that were under way', () => {
		expect(failing(13).openUntil).toBe(5000);
	});

	test('says whether it was open when it is closed', () => {
		const circuit = failing(10);
		expect([circuit.close(), circuit.isOpen, circuit.openUntil]).toEqual([true, false, 0]);
		expect(circuit.close()).toBe(false);
	});
});
