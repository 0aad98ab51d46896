/**
 * Measured comparisons: `npm run bench -- NAME`. Each compares Waypost with what a user would pick
 * instead, in one run, so that the ratio means something on a busy machine too.
 */
const BENCHES: Record<
	string,
	{ about: string; load: () => Promise<{ run: () => Promise<boolean> }> }
> = {
	link: {
		about: 'time from "link" to connected, against bare Baileys with its own multi-file store',
		load: () => import('./link/link.ts'),
	},
	sandbox: {
		about:
			'texts per second, memory and time to link of the sandbox, with few accounts and with many',
		load: () => import('./sandbox-speed/sandbox-speed.ts'),
	},
	send: {
		about: 'texts per second and time to the ack through HTTP, against bare Baileys',
		load: () => import('./send/send.ts'),
	},
};

const asked = process.argv[2] ?? '';
const bench = BENCHES[asked];
if (bench) {
	console.log(`${asked}: ${bench.about}`);
	const { run } = await bench.load();
	process.exit((await run()) ? 0 : 1);
} else {
	console.log('Usage: npm run bench -- NAME, where NAME is one of:');
	for (const [known, { about }] of Object.entries(BENCHES)) console.log(`  ${known}  ${about}`);
	process.exit(asked === '' ? 0 : 1);
}

export {};
