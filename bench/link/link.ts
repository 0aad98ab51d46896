import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@waypost/client';
import { createDaemon, createLogger, readConfig, type Daemon } from '@waypost/daemon';
import { startSandbox, type BenchPhone, type BenchSandbox } from '../sandbox.ts';
import { median } from '../statistics.ts';
import { linkBareBaileys } from './bare-baileys.ts';

const PAIRS = 10;
/** The promise: Waypost links at most this much slower than Baileys alone. */
const LIMIT = 1.3;

interface Setting {
	name: string;
	/** How many one-time keys WhatsApp asks a new device for: 5 or 812. */
	prekeys: 'few' | 'many';
	/** Whether the promise is measured here. */
	isPromised: boolean;
}

const SETTINGS: readonly Setting[] = [
	{ name: 'few one-time keys (5)', prekeys: 'few', isPromised: true },
	{ name: 'all one-time keys (812), as WhatsApp asks for', prekeys: 'many', isPromised: false },
];

/** @returns whether the promise held. */
export async function run(): Promise<boolean> {
	let isKept = true;
	for (const setting of SETTINGS) {
		const ratio = await measure(setting);
		if (setting.isPromised && ratio > LIMIT) isKept = false;
	}
	console.log(isKept ? `kept: at most ${LIMIT} times` : `broken: more than ${LIMIT} times`);
	return isKept;
}

async function measure({ name, prekeys }: Setting): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), 'waypost-bench-link-'));
	const sandbox = await startSandbox(prekeys);
	const daemon = await startDaemon(sandbox, join(folder, 'daemon'));
	try {
		const link = async (n: number) => {
			const [one, other] = [await newPhone(sandbox, 2 * n), await newPhone(sandbox, 2 * n + 1)];
			const bare = await linkBareBaileys(sandbox, join(folder, `bare-${n}`), one);
			const waypost = await linkWaypost(daemon, `bench-${n}`, other);
			return { bare, waypost };
		};
		await link(0); // warms both sides: code loaded, caches filled
		const pairs: { bare: number; waypost: number }[] = [];
		for (let n = 1; n <= PAIRS; n++) pairs.push(await link(n));
		return report(name, pairs);
	} finally {
		await daemon.close();
		await sandbox.close();
		await rm(folder, { recursive: true });
	}
}

function report(name: string, pairs: { bare: number; waypost: number }[]): number {
	const ratio = median(pairs.map(({ bare, waypost }) => waypost / bare));
	const ms = (values: number[]) => `${Math.round(median(values))} ms`;
	console.log(
		`${name}, median of ${pairs.length} interleaved pairs: ` +
			`Baileys ${ms(pairs.map(({ bare }) => bare))}, ` +
			`Waypost ${ms(pairs.map(({ waypost }) => waypost))}, ` +
			`ratio ${ratio.toFixed(2)}`,
	);
	return ratio;
}

function startDaemon(sandbox: BenchSandbox, dataDir: string): Promise<Daemon> {
	const { config } = readConfig({
		WAYPOST_PORT: '0',
		WAYPOST_DATA_DIR: dataDir,
		WAYPOST_WHATSAPP_URL: sandbox.url,
		WAYPOST_WHATSAPP_ROOT_KEY: sandbox.rootKey,
		WAYPOST_WHATSAPP_CA_FILE: sandbox.caFile,
	});
	return createDaemon({ config, logger: createLogger({ level: 'silent' }) });
}

/** A new phone for each link; it scans as soon as it is shown the code. */
const newPhone = (sandbox: BenchSandbox, n: number): Promise<BenchPhone> =>
	sandbox.addPhone(`+4917000${String(n).padStart(5, '0')}`);

async function linkWaypost(daemon: Daemon, id: string, owner: BenchPhone): Promise<number> {
	const client = createClient({ url: daemon.url, apiKey: daemon.adminKey });
	await client.sessions.create({ id });
	const startedAt = performance.now();
	const { qr } = await client.sessions.link(id);
	await owner.scan(qr ?? '');
	await client.sessions.wait(id, { state: 'connected' });
	const ms = performance.now() - startedAt;
	await client.sessions.stop(id);
	return ms;
}
