import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { curve, type KeyPair } from '../baileys/protocol.js';
import { makeTlsCertificate, type TlsCertificate } from './tls-certificate.js';

/** What clients must trust: the Noise root key and the TLS certificate, with the folder they live in. */
export interface ServerIdentity {
	readonly root: KeyPair;
	readonly tls: TlsCertificate;
	/** Absolute path of the certificate. */
	readonly caFile: string;
	/** Removes the folder if it was a temporary one. */
	remove(): Promise<void>;
}

/**
 * Opens the folder, or makes a temporary one; missing keys are made and stored.
 *
 * @param kept - the folder; undefined for a temporary one.
 * @param given - keys of another sandbox, used in place of those of the folder.
 */
export async function openIdentity(
	kept: string | undefined,
	given?: Pick<ServerIdentity, 'root' | 'tls'>,
): Promise<ServerIdentity> {
	const folder = kept ? resolve(kept) : await mkdtemp(join(tmpdir(), 'waypost-sandbox-'));
	try {
		await mkdir(folder, { recursive: true, mode: 0o700 });
		const root = given?.root ?? (await rootKey(join(folder, 'noise-root.json')));
		const caFile = join(folder, 'ca.pem');
		if (given) await writeFile(caFile, given.tls.cert);
		const tls = given?.tls ?? (await tlsCertificate(caFile, join(folder, 'tls-key.pem')));
		return { root, tls, caFile, remove: () => removeUnlessKept(folder, kept) };
	} catch (error) {
		await removeUnlessKept(folder, kept);
		throw error;
	}
}

async function removeUnlessKept(folder: string, kept: string | undefined): Promise<void> {
	if (kept === undefined) await rm(folder, { recursive: true, force: true });
}

async function rootKey(file: string): Promise<KeyPair> {
	const stored = await readIfThere(file);
	if (stored !== undefined) return parseKeyPair(stored, file);
	const pair = curve.generateKeyPair();
	const text = { private: pair.private.toString('hex'), public: pair.public.toString('hex') };
	await writeFile(file, `${JSON.stringify(text)}\n`, { mode: 0o600 });
	return pair;
}

function parseKeyPair(stored: string, file: string): KeyPair {
	const parsed = JSON.parse(stored) as Partial<Record<keyof KeyPair, unknown>>;
	const pair = { private: hexKey(parsed.private), public: hexKey(parsed.public) };
	if (!pair.private || !pair.public) {
		throw new Error(`${file} does not hold a key pair. Delete it to get a new Noise root key.`);
	}
	return { private: pair.private, public: pair.public };
}

function hexKey(value: unknown): Buffer | undefined {
	return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
		? Buffer.from(value, 'hex')
		: undefined;
}

async function tlsCertificate(certFile: string, keyFile: string): Promise<TlsCertificate> {
	const [cert, key] = [await readIfThere(certFile), await readIfThere(keyFile)];
	if (cert !== undefined && key !== undefined) return { cert, key };
	const made = await makeTlsCertificate();
	await writeFile(keyFile, made.key, { mode: 0o600 });
	await writeFile(certFile, made.cert);
	return made;
}

async function readIfThere(file: string): Promise<string | undefined> {
	try {
		return await readFile(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}
