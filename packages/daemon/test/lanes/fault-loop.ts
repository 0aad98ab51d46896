/**
 * Fails the k-th commit to the disk, for k = 1, 2, 3 … until a run is over before its fault, as SQLite
 * tests itself (https://www.sqlite.org/testing.html#i_o_error_testing): `npm run test:faults`. Each run
 * links a session, sends one text and gets one; afterwards nothing may be lost, doubled or untrue.
 *
 * FROM=7 begins with the seventh commit, KIND=persistent does only that kind.
 */
import { createSandbox } from '@waypost/sandbox';
import { FAULT_KINDS } from './faults/failing-commits.ts';
import { FaultRun } from './faults/fault-run.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

const rejections: unknown[] = [];
process.on('unhandledRejection', (reason) => rejections.push(reason));

const from = Number(process.env['FROM'] ?? 1);
const kinds = FAULT_KINDS.filter((kind) => (process.env['KIND'] ?? kind) === kind);
const sandbox = await createSandbox({ port: 0 });
let failures = 0;
let people = 0;

for (const kind of kinds) {
	for (let at = from; ; at++) {
		const name = `${kind} fault at commit ${at}`;
		const startedAt = performance.now();
		try {
			const { failed, answer } = await FaultRun.execute(sandbox, people++, { at, kind });
			if (rejections.length > 0) throw rejections.shift();
			const ms = Math.round(performance.now() - startedAt);
			say(`ok      ${name}: the send was ${answer}, ${failed} commits failed (${ms} ms)`);
			if (failed === 0) break;
		} catch (error) {
			failures += 1;
			say(`FAILED  ${name}: ${error instanceof Error ? error.stack : String(error)}`);
			if (failures > 20) break;
		}
	}
}

await sandbox.close();
say(failures === 0 ? 'Nothing was lost, doubled or untrue.' : `${failures} runs failed.`);
process.exit(failures === 0 ? 0 : 1);
