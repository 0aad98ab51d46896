import { proto } from '../baileys/protocol.js';
import { numberOf } from '../stanza/stanza.js';
import type { DeviceKeys } from '../state/linked-device.js';

/** What a client without a link says about itself in its login (ClientPayload.devicePairingData). */
export interface Registration {
	/** Name shown in the list of linked devices, such as "Chrome (Mac OS)". */
	readonly deviceName: string;
	/** The client's Noise static key: its credential from now on. */
	readonly noiseKey: Buffer;
	readonly keys: DeviceKeys;
}

/** Reads the pairing data; throws when a key is missing. */
export function parseRegistration(
	noiseKey: Buffer,
	data: proto.ClientPayload.IDevicePairingRegistrationData,
): Registration {
	return {
		deviceName: deviceName(data.deviceProps),
		noiseKey,
		keys: {
			registrationId: required(data.eRegid),
			identity: required(data.eIdent),
			signedKey: {
				id: numberOf(required(data.eSkeyId)),
				value: required(data.eSkeyVal),
				signature: required(data.eSkeySig),
			},
			oneTimeKeys: new Map(),
		},
	};
}

function deviceName(encoded: Uint8Array | null | undefined): string {
	if (!encoded) return 'Unknown device';
	const { os, platformType } = proto.DeviceProps.decode(encoded);
	const platform = proto.DeviceProps.PlatformType[platformType ?? 0] ?? 'UNKNOWN';
	return `${platform[0]}${platform.slice(1).toLowerCase().replaceAll('_', ' ')} (${os || 'unknown'})`;
}

function required(bytes: Uint8Array | null | undefined): Buffer {
	if (!bytes) throw new Error('The registration of a client lacks a key.');
	return Buffer.from(bytes);
}
