/**
 * Kills the daemon by `kill -9` at random moments, under a burst of texts and with messages coming in,
 * and checks at the end that nothing was lost, shown twice or out of order: `npm run test:kill`. Once
 * with a WhatsApp that drops a message id it has seen, once with one that leaves that to the phones.
 *
 * SEED repeats the moments of a run; KILLS and TEXTS make it smaller; DEDUPE=server does only that one.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runKillLoop } from './kill/loop.ts';
import { SeededRandom } from './seeded-random.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const given = (name: string, fallback: number) => Number(process.env[name] ?? fallback);

const seed = given('SEED', Math.floor(Math.random() * 1e9));
const kills = given('KILLS', 20);
const texts = given('TEXTS', 500);
const modes = (['server', 'receiver'] as const).filter(
	(mode) => (process.env['DEDUPE'] ?? mode) === mode,
);
let isKept = true;

for (const dedupe of modes) {
	const historyFile = join(tmpdir(), `waypost-kill-${seed}-${dedupe}.jsonl`);
	say(
		`SEED=${seed}: ${kills} kills under ${texts} texts; repeated ids are dropped by the ${dedupe}`,
	);
	const startedAt = performance.now();
	const random = new SeededRandom(seed);
	const result = await runKillLoop({ random, kills, texts, dedupe, historyFile });
	const seconds = Math.round((performance.now() - startedAt) / 1000);
	say(
		`  accepted ${result.accepted} (${result.unknown} answers lost on the way), ` +
			`displayed ${result.displayed}, reached a phone again ${result.copies} times; ` +
			`incoming ${result.incoming}, told ${result.received}; ${seconds} s`,
	);
	for (const sentence of result.broken) say(`  BROKEN ${sentence}`);
	if (result.broken.length > 0) say(`  what happened: ${historyFile}`);
	isKept &&= result.broken.length === 0 && result.accepted === texts;
}

say(isKept ? 'Nothing was lost, shown twice or out of order.' : 'Promises were broken.');
process.exit(isKept ? 0 : 1);
