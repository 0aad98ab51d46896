import { SandboxError } from '../errors.js';
import { serverNotification } from '../routing/delivery.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { World } from '../world.js';

const CHALLENGE_BYTES = 32;
const ASK_MS = 60_000;

/**
 * What a client being linked gets instead of `pair-success` when the account needs a passkey: a
 * WebAuthn question. Baileys 7.0.0-rc14 has no handler for it, so its QR codes run out (its issue
 * 2672; the shape is that of whatsmeow's pair-passkey.go).
 */
export function passkeyRequest({ ids, clock, random }: World): Stanza {
	const question = {
		challenge: random.bytes(CHALLENGE_BYTES).toString('base64url'),
		timeout: ASK_MS,
		rpId: 'whatsapp.com',
		allowCredentials: [],
		userVerification: 'required',
	};
	const options = stanza('passkey_request_options', {}, Buffer.from(JSON.stringify(question)));
	return serverNotification(ids.next(), 'passkey_prologue_request', clock.unixTime(), [options]);
}

export function passkeyRequired(): SandboxError {
	return new SandboxError(
		'PASSKEY_REQUIRED',
		'The phone waits for a passkey from the client, which it will not get. Turn the setting "passkey" off to link.',
	);
}
