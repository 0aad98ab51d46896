import {
	bytesFromNumber,
	bytesOf,
	child,
	numberOf,
	requiredBytes,
	stanza,
	type Stanza,
} from '../stanza/stanza.js';

/** Signal's key type byte in `<type>`: Curve25519. */
const KEY_TYPE = Buffer.from([5]);

export interface PublicKey {
	readonly id: number;
	readonly value: Buffer;
}

export interface SignedKey extends PublicKey {
	readonly signature: Buffer;
}

/** What somebody needs to open a Signal session with a device. */
export interface KeyBundle {
	readonly registrationId: Buffer;
	readonly identity: Buffer;
	readonly signedKey: SignedKey;
	readonly oneTimeKey?: PublicKey;
}

/** `<key>` or `<skey>` to a key. */
export function parseKey(of: Stanza): PublicKey {
	return {
		id: numberOf(bytesOf(child(of, 'id'))),
		value: requiredBytes(child(of, 'value'), 'value'),
	};
}

/** `<skey>` to a signed key. */
export function parseSignedKey(of: Stanza | undefined): SignedKey {
	if (!of) throw new Error('The stanza <skey> is missing.');
	return { ...parseKey(of), signature: requiredBytes(child(of, 'signature'), 'signature') };
}

/** The children of `<user>` in the answer to a key query. */
export function formatKeyBundle(bundle: KeyBundle): Stanza[] {
	return [
		stanza('registration', {}, bundle.registrationId),
		stanza('type', {}, KEY_TYPE),
		stanza('identity', {}, bundle.identity),
		formatKey('skey', bundle.signedKey, [stanza('signature', {}, bundle.signedKey.signature)]),
		...(bundle.oneTimeKey ? [formatKey('key', bundle.oneTimeKey)] : []),
	];
}

/** The answer to a digest query: the server's own view of the uploaded identity. */
export function formatKeyDigest(bundle: Pick<KeyBundle, 'registrationId' | 'identity'>): Stanza {
	return stanza('digest', {}, [
		stanza('registration', {}, bundle.registrationId),
		stanza('type', {}, KEY_TYPE),
		stanza('identity', {}, bundle.identity),
	]);
}

function formatKey(tag: string, key: PublicKey, more: Stanza[] = []): Stanza {
	return stanza(tag, {}, [
		stanza('id', {}, bytesFromNumber(key.id, 3)),
		stanza('value', {}, key.value),
		...more,
	]);
}
