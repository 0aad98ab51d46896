import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import type { Baileys } from './baileys.js';

export interface SandboxServer {
	mode: 'sandbox';
	/** `ws://` or `wss://`. */
	url: string;
	/** The Noise root key, 64 hex digits: what proves that the server is that sandbox. */
	rootKey: string;
	/** PEM of the sandbox's certificate, for media over TLS. */
	caFile?: string | null | undefined;
}

/** WhatsApp itself, or a sandbox on this machine. */
export type WhatsAppServer = { mode: 'live' } | SandboxServer;

/**
 * Makes this process take a sandbox for WhatsApp: its root key in place of WhatsApp's, and its
 * certificate beside the ones trusted already. Verification stays on.
 */
export function trustSandbox(baileys: Baileys, { rootKey, caFile }: SandboxServer): void {
	baileys.WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(rootKey, 'hex');
	if (!caFile) return;
	const certificate = readFileSync(caFile, 'utf8').trim();
	const trusted = tls.getCACertificates('default');
	if (trusted.some((known) => known.trim() === certificate)) return;
	tls.setDefaultCACertificates([...trusted, certificate]);
}
