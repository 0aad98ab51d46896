import { randomBytes } from 'node:crypto';

export interface TlsCertificate {
	/** PEM. */
	readonly key: string;
	/** PEM; a certificate that may be trusted as its own authority. */
	readonly cert: string;
}

const TEN_YEARS_MS = 10 * 365 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/**
 * A self-signed certificate for 127.0.0.1 and localhost, made in JavaScript. Its name is its own:
 * OpenSSL looks an authority up by name, so two sandboxes trusted by one process may not share it.
 */
export async function makeTlsCertificate(): Promise<TlsCertificate> {
	// Loading it takes longer than all the rest of a start, and most starts find a certificate.
	const { generate } = await import('selfsigned');
	const now = Date.now();
	const commonName = `Waypost sandbox ${randomBytes(8).toString('hex')}`;
	const made = await generate([{ name: 'commonName', value: commonName }], {
		keyType: 'ec',
		curve: 'P-256',
		algorithm: 'sha256',
		notBeforeDate: new Date(now - DAY_MS),
		notAfterDate: new Date(now + TEN_YEARS_MS),
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
			{ name: 'extKeyUsage', serverAuth: true },
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 7, ip: '127.0.0.1' },
					{ type: 2, value: 'localhost' },
				],
			},
		],
	});
	return { key: made.private, cert: made.cert };
}
