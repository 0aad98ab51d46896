import { describe, expect, test } from '@jest/globals';
import { curve, proto } from '../baileys/protocol.js';
import { issueNoiseIdentity } from '../transport/noise-certificate.js';
import { verifySignature } from './xed25519.js';

describe('verifySignature', () => {
	const pair = curve.generateKeyPair();
	const message = Buffer.from('signed');
	const signature = curve.sign(pair.private, message);

	test('accepts what the key signed', () => {
		expect(verifySignature(pair.public, message, signature)).toBe(true);
	});

	test('refuses another message, another key and a changed signature', () => {
		const changed = Buffer.from(signature);
		changed[5] = (changed[5] ?? 0) ^ 1;
		expect(verifySignature(pair.public, Buffer.from('other'), signature)).toBe(false);
		expect(verifySignature(curve.generateKeyPair().public, message, signature)).toBe(false);
		expect(verifySignature(pair.public, message, changed)).toBe(false);
		expect(verifySignature(pair.public, message, signature.subarray(1))).toBe(false);
	});

	test('holds for the whole Noise certificate chain', () => {
		const root = curve.generateKeyPair();
		const { chain, staticKey } = issueNoiseIdentity(root);
		const { intermediate, leaf } = proto.CertChain.decode(chain);
		const { Details } = proto.CertChain.NoiseCertificate;
		const bytes = (part: Uint8Array | null | undefined) => Buffer.from(part ?? []);
		const issuer = Details.decode(bytes(intermediate?.details));
		const named = Details.decode(bytes(leaf?.details));
		expect(
			verifySignature(root.public, bytes(intermediate?.details), bytes(intermediate?.signature)),
		).toBe(true);
		expect(verifySignature(bytes(issuer.key), bytes(leaf?.details), bytes(leaf?.signature))).toBe(
			true,
		);
		expect([issuer.issuerSerial, bytes(named.key)]).toEqual([0, staticKey.public]);
	});
});
