import { createHmac, randomBytes } from 'node:crypto';
import { curve, proto, type KeyPair } from '../baileys/protocol.js';
import { verifySignature } from '../crypto/xed25519.js';

/** Prefixes of what is signed (Baileys Defaults: WA_ADV_ACCOUNT_SIG_PREFIX, WA_ADV_DEVICE_SIG_PREFIX). */
const ACCOUNT_SIGNATURE = Buffer.from([6, 0]);
const DEVICE_SIGNATURE = Buffer.from([6, 1]);

/** The phone's statement "this device is mine", made when linking. */
export interface DeviceIdentity {
	/** Encoded ADVDeviceIdentity. */
	readonly details: Buffer;
	/** Encoded ADVSignedDeviceIdentityHMAC, the content of `<device-identity>`. */
	readonly sealed: Buffer;
}

/** Signs a companion's identity; `advSecret` comes from the QR code or from the pairing-code exchange. */
export function signDeviceIdentity(
	phoneIdentity: KeyPair,
	companionIdentity: Buffer,
	{ keyIndex, timestamp }: { readonly keyIndex: number; readonly timestamp: number },
	advSecret: Buffer,
): DeviceIdentity {
	const rawId = randomBytes(4).readUInt32BE();
	const details = encodeDetails(rawId, keyIndex, timestamp);
	const signedPart = Buffer.concat([ACCOUNT_SIGNATURE, details, companionIdentity]);
	const signed = Buffer.from(
		proto.ADVSignedDeviceIdentity.encode({
			details,
			accountSignatureKey: phoneIdentity.public,
			accountSignature: curve.sign(phoneIdentity.private, signedPart),
		}).finish(),
	);
	const hmac = createHmac('sha256', advSecret).update(signed).digest();
	const sealed = proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac }).finish();
	return { details, sealed: Buffer.from(sealed) };
}

/** Checks the signature by which the companion accepts. */
export function verifyDeviceSignature(
	phoneIdentity: KeyPair,
	companionIdentity: Buffer,
	details: Buffer,
	reply: Buffer,
): boolean {
	const { deviceSignature } = proto.ADVSignedDeviceIdentity.decode(reply);
	if (!deviceSignature) return false;
	const parts = [DEVICE_SIGNATURE, details, companionIdentity, phoneIdentity.public];
	return verifySignature(companionIdentity, Buffer.concat(parts), Buffer.from(deviceSignature));
}

function encodeDetails(rawId: number, keyIndex: number, timestamp: number): Buffer {
	const details = { rawId, timestamp, keyIndex, accountType: 0, deviceType: 0 };
	return Buffer.from(proto.ADVDeviceIdentity.encode(details).finish());
}
