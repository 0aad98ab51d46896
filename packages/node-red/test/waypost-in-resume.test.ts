import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { DaemonGate } from './daemon-gate.ts';
import { NodeRedWorld, type FlowNode } from './node-red-world.ts';
import { Arrivals, inNode } from './receive-flow.ts';
import { OUT, sendNode } from './send-flow.ts';

let world: NodeRedWorld;
let gate: DaemonGate;
let anna: Phone;
let ben: Phone;
let userDir: string;
beforeEach(async () => {
	world = await NodeRedWorld.start();
	gate = await DaemonGate.open(() => world.waypost.daemon.url);
	userDir = await mkdtemp(join(tmpdir(), 'waypost-node-red-'));
	world.useUserDir(userDir);
	ben = await world.waypost.ben();
	({ phone: anna } = await world.waypost.linkedSession('sales'));
});
afterEach(async () => {
	await world[Symbol.asyncDispose]();
	await gate[Symbol.asyncDispose]();
	await rm(userDir, { recursive: true });
});

const flow = (changes: Partial<FlowNode> = {}): FlowNode[] => [
	world.config('config', gate.url),
	inNode(changes),
	OUT,
];

async function start(...nodes: FlowNode[]): Promise<Arrivals> {
	const arrivals = new Arrivals();
	await world.load(...nodes);
	await world.shows('in', 'green dot connected');
	return arrivals;
}

/** Has Ben write numbered texts. */
async function write(from: number, to: number): Promise<void> {
	for (let number = from; number <= to; number++) await ben.sendText(anna, `text ${number}`);
}

const texts = (from: number, to: number): string[] =>
	Array.from({ length: to - from + 1 }, (_, index) => `text ${from + index}`);

/** Waits until the daemon has this text in its log. */
const known = (text: string) =>
	world.waypost.event('message.received', ({ data }) => data.message.text === text);

describe('a daemon that stops and starts again', () => {
	test('shows red, yellow and green, and every message comes once', async () => {
		const arrivals = await start(...flow({ session: '' }));
		await write(1, 3);
		await arrivals.count(3);
		await world.waypost.daemon.close();
		await world.shows('in', 'red ring Waypost not reached');
		await write(4, 6);
		await world.waypost.startDaemon();
		await world.shows('in', 'green dot connected');
		await arrivals.count(6);
		await write(7, 8);
		await arrivals.count(8);
		expect(arrivals.payloads).toEqual(texts(1, 8));
		const looks = world.looks('in');
		expect(looks.slice(looks.indexOf('red ring Waypost not reached'))).toEqual(
			expect.arrayContaining(['yellow ring connecting…', 'green dot connected']),
		);
	});
});

describe('a Deploy', () => {
	test('loses nothing that comes meanwhile, repeats nothing and keeps the order', async () => {
		const arrivals = await start(...flow());
		const writing = write(1, 30);
		for (let round = 1; round <= 3; round++) {
			await arrivals.count(round * 4);
			await world.deploy('full', ...flow({ name: `round ${round}` }));
		}
		await writing;
		await arrivals.count(30);
		await write(31, 31);
		await arrivals.count(31);
		expect(arrivals.payloads).toEqual(texts(1, 31));
	});
});

describe('a restart of Node-RED', () => {
	test('begins with new messages when the node does not resume', async () => {
		const first = await start(...flow());
		await write(1, 1);
		await first.count(1);
		await world.stopNodeRed();
		await write(2, 2);
		await known('text 2');
		const second = await start(...flow());
		await write(3, 3);
		await second.count(1);
		expect(second.payloads).toEqual(['text 3']);
		await expect(readdir(userDir)).resolves.toEqual([]);
	});

	test('brings what came meanwhile when it resumes, and nothing twice', async () => {
		const first = await start(...flow({ resume: true }));
		await write(1, 2);
		await first.count(2);
		await world.stopNodeRed();
		await write(3, 5);
		await known('text 5');
		const second = await start(...flow({ resume: true }));
		await write(6, 6);
		await second.count(4);
		expect([...first.payloads, ...second.payloads]).toEqual(texts(1, 6));
	});

	test('also brings the first message of all', async () => {
		await start(...flow({ resume: true }));
		await world.stopNodeRed();
		await write(1, 1);
		await known('text 1');
		const arrivals = await start(...flow({ resume: true }));
		await arrivals.count(1);
		expect(arrivals.payloads).toEqual(['text 1']);
	});

	test('after a kill goes on after the last message that went out', async () => {
		const first = await start(...flow({ resume: true }));
		await write(1, 2);
		await first.count(2);
		await nextTurn();
		await nextTurn();
		// What is on the disk now is all that a killed Node-RED leaves behind.
		const left = await mkdtemp(join(tmpdir(), 'waypost-node-red-'));
		await cp(userDir, left, { recursive: true });
		await world.stopNodeRed();
		await write(3, 3);
		await known('text 3');
		world.useUserDir(left);
		const second = await start(...flow({ resume: true }));
		await second.count(1);
		expect(second.payloads).toEqual(['text 3']);
		await world.stopNodeRed();
		await rm(left, { recursive: true });
	});

	test('that was killed before the message was noted does not answer it twice', async () => {
		const echo = () => [
			world.config('config', gate.url),
			inNode({ resume: true, wires: [['send']] }),
			sendNode(),
			OUT,
		];
		const answers = await start(...echo());
		const left = await mkdtemp(join(tmpdir(), 'waypost-node-red-'));
		await cp(userDir, left, { recursive: true });
		await write(1, 1);
		const before = await answers.count(1);
		await world.stopNodeRed();

		world.useUserDir(left);
		const again = await start(...echo());
		const after = await again.count(1);
		expect(after['waypost']).toMatchObject({ id: (before['waypost'] as { id: string }).id });
		const received = ben.messages().filter(({ direction }) => direction === 'in');
		expect(received.map(({ text }) => text)).toEqual(['text 1']);
		await world.stopNodeRed();
		await rm(left, { recursive: true });
	});

	test('goes on after the Deploy that had the node resume, though nothing came since', async () => {
		await start(...flow());
		await world.deploy('full', ...flow({ resume: true }));
		await expect(readdir(join(userDir, 'waypost'))).resolves.toEqual(['in.json']);
	});

	test('forgets the place of a node that was deleted', async () => {
		await start(...flow({ resume: true }));
		await expect(readdir(join(userDir, 'waypost'))).resolves.toEqual(['in.json']);
		await world.deploy('full', world.config('config', gate.url), OUT);
		await expect(readdir(join(userDir, 'waypost'))).resolves.toEqual([]);
	});
});

test('a file that is being fetched when the daemon stops is fetched when it is back', async () => {
	const arrivals = await start(...flow({ download: true }));
	const data = Buffer.alloc(4 * 1024 * 1024, 'waypost');
	const isAsked = gate.nextRequest(/\/media$/);
	await ben.sendAttachment(anna, { data, mimeType: 'application/pdf', fileName: 'plan.pdf' });
	await isAsked;
	await world.waypost.restart();
	const { attachment } = await arrivals.count(1);
	expect(attachment).toMatchObject({ fileName: 'plan.pdf', size: data.length });
	expect((attachment as { data: Buffer }).data.equals(data)).toBe(true);
});

test('a file that is being fetched during a Deploy comes once', async () => {
	const arrivals = await start(...flow({ download: true }));
	const data = Buffer.alloc(4 * 1024 * 1024, 'waypost');
	const isAsked = gate.nextRequest(/\/media$/);
	await ben.sendAttachment(anna, { data, mimeType: 'application/pdf', fileName: 'plan.pdf' });
	await isAsked;
	await world.deploy('full', ...flow({ download: true, name: 'changed' }));
	await arrivals.count(1);
	await ben.sendText(anna, 'done');
	await arrivals.count(2);
	expect(arrivals.payloads).toEqual(['', 'done']);
	expect(arrivals.all[0]!['attachment']).toMatchObject({ size: data.length });
});
