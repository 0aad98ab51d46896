import { useMultiFileAuthState } from '@whiskeysockets/baileys';
import { openBareSocket } from '../bare-socket.ts';
import type { BenchPhone } from '../sandbox.ts';
import type { SandboxReady } from '../sandbox-process.ts';

/**
 * Links as Baileys' own example does, with its multi-file store and `saveCreds` on every change.
 *
 * @returns milliseconds from the first socket to `open`.
 */
export async function linkBareBaileys(
	sandbox: SandboxReady,
	folder: string,
	owner: BenchPhone,
): Promise<number> {
	const startedAt = performance.now();
	const { state, saveCreds: save } = await useMultiFileAuthState(folder);
	const socket = await openBareSocket(sandbox, { state, save }, owner);
	const ms = performance.now() - startedAt;
	void socket.end(undefined);
	return ms;
}
