import { createSecretKey, type KeyObject } from 'node:crypto';
import { curve, proto, type KeyPair } from '../baileys/protocol.js';
import { INTRO } from './frame-codec.js';
import { decrypt, derivePair, encrypt, sha256 } from './noise-cipher.js';
import type { NoiseIdentity } from './noise-certificate.js';

/** Exactly 32 bytes, so it is the first hash as it stands (Noise spec, section 5.2). */
const PROTOCOL_NAME = Buffer.from('Noise_XX_25519_AESGCM_SHA256\0\0\0\0');
const NOTHING = Buffer.alloc(0);

/** What a finished handshake leaves behind. */
export interface HandshakeResult {
	/** The client's Noise static key: the credential of a linked device. */
	readonly clientStatic: Buffer;
	readonly payload: proto.ClientPayload;
	/** Key of what the client sends. */
	readonly receiveKey: KeyObject;
	/** Key of what the server sends. */
	readonly sendKey: KeyObject;
}

/** Responder of Noise XX with WhatsApp's protobuf envelope. One object per connection, used once. */
export class NoiseHandshake {
	readonly #identity: NoiseIdentity;
	readonly #ephemeral: KeyPair = curve.generateKeyPair();
	#hash: Buffer = PROTOCOL_NAME;
	#chainingKey: Buffer = PROTOCOL_NAME;
	#key: Buffer = NOTHING;
	#counter = 0;

	constructor(identity: NoiseIdentity) {
		this.#identity = identity;
		this.#mixHash(INTRO);
	}

	/** Message 1 in, message 2 out: `-> e`, `<- e, ee, s, es` (Noise spec, section 7.5). */
	answerHello(frame: Buffer): Buffer {
		const ephemeral = requiredKey(proto.HandshakeMessage.decode(frame).clientHello?.ephemeral);
		this.#mixHash(ephemeral);
		this.#mixHash(this.#ephemeral.public);
		this.#mixKey(curve.sharedKey(this.#ephemeral.private, ephemeral));
		const sealedStatic = this.#encryptAndHash(this.#identity.staticKey.public);
		this.#mixKey(curve.sharedKey(this.#identity.staticKey.private, ephemeral));
		const payload = this.#encryptAndHash(this.#identity.chain);
		const serverHello = { ephemeral: this.#ephemeral.public, static: sealedStatic, payload };
		return Buffer.from(proto.HandshakeMessage.encode({ serverHello }).finish());
	}

	/** Message 3 in: `-> s, se`. The client's static key is sealed under the key of message 2, nonce 1. */
	finish(frame: Buffer): HandshakeResult {
		const { clientFinish } = proto.HandshakeMessage.decode(frame);
		if (!clientFinish?.static || !clientFinish.payload) {
			throw new Error('The client finish lacks its static key or its payload.');
		}
		const clientStatic = requiredKey(this.#decryptAndHash(clientFinish.static));
		this.#mixKey(curve.sharedKey(this.#ephemeral.private, clientStatic));
		const payload = proto.ClientPayload.decode(this.#decryptAndHash(clientFinish.payload));
		const [receive, send] = derivePair(this.#chainingKey, NOTHING);
		const [receiveKey, sendKey] = [createSecretKey(receive), createSecretKey(send)];
		return { clientStatic, payload, receiveKey, sendKey };
	}

	#mixHash(bytes: Uint8Array): void {
		this.#hash = sha256(Buffer.concat([this.#hash, bytes]));
	}

	#mixKey(secret: Buffer): void {
		[this.#chainingKey, this.#key] = derivePair(this.#chainingKey, secret);
		this.#counter = 0;
	}

	#encryptAndHash(plain: Buffer): Buffer {
		const sealed = encrypt(this.#key, this.#counter++, this.#hash, plain);
		this.#mixHash(sealed);
		return sealed;
	}

	#decryptAndHash(sealed: Uint8Array): Buffer {
		const plain = decrypt(this.#key, this.#counter++, this.#hash, sealed);
		this.#mixHash(sealed);
		return plain;
	}
}

function requiredKey(key: Uint8Array | null | undefined): Buffer {
	if (key?.length !== 32) throw new Error('A Noise key must have 32 bytes.');
	return Buffer.from(key);
}
