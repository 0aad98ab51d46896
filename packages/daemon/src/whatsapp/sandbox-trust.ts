import { X509Certificate } from 'node:crypto';
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
 * Makes Baileys take the sandbox's root key for WhatsApp's (`Defaults/index.js`, WA_CERT_DETAILS).
 * Baileys has one for the whole process, so it is set again before every socket.
 */
export function pinRootKey(baileys: Baileys, { rootKey }: SandboxServer): void {
	baileys.WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(rootKey, 'hex');
}

/**
 * Makes this process trust the sandbox's certificate beside the ones it trusts already; verification
 * stays on. It takes the place of an earlier one of the same name, which would be tried in its stead.
 */
export function trustCertificate({ caFile }: SandboxServer): void {
	if (!caFile) return;
	const certificate = readFileSync(caFile, 'utf8').trim();
	const trusted = tls.getCACertificates('default');
	if (trusted.some((known) => known.trim() === certificate)) return;
	const { subject } = new X509Certificate(certificate);
	const others = trusted.filter((known) => new X509Certificate(known).subject !== subject);
	tls.setDefaultCACertificates([...others, certificate]);
}
