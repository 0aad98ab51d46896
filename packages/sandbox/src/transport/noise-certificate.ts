import { curve, proto, type KeyPair } from '../baileys/protocol.js';

/** The server's Noise identity: its static key, and the chain by which the root vouches for it. */
export interface NoiseIdentity {
	readonly staticKey: KeyPair;
	/** Encoded CertChain, sent encrypted in the server hello. */
	readonly chain: Buffer;
}

/** Clients compare the intermediate's issuer with WA_CERT_DETAILS.SERIAL, which is 0. */
const ROOT_SERIAL = 0;
const INTERMEDIATE_SERIAL = 1;
const LEAF_SERIAL = 2;
const DAY = 86_400;

/** Root signs intermediate, intermediate signs leaf, leaf names the static key (Baileys Utils/noise-handler.js). */
export function issueNoiseIdentity(root: KeyPair, rootSerial = ROOT_SERIAL): NoiseIdentity {
	const intermediate = curve.generateKeyPair();
	const staticKey = curve.generateKeyPair();
	const chain = proto.CertChain.encode({
		intermediate: certificate(INTERMEDIATE_SERIAL, rootSerial, intermediate.public, root),
		leaf: certificate(LEAF_SERIAL, INTERMEDIATE_SERIAL, staticKey.public, intermediate),
	}).finish();
	return { staticKey, chain: Buffer.from(chain) };
}

function certificate(serial: number, issuerSerial: number, key: Buffer, issuer: KeyPair) {
	const now = Math.floor(Date.now() / 1000);
	const details = proto.CertChain.NoiseCertificate.Details.encode({
		serial,
		issuerSerial,
		key,
		notBefore: now - DAY,
		notAfter: now + 10 * 365 * DAY,
	}).finish();
	return { details, signature: curve.sign(issuer.private, details) };
}
