import type { Connection } from '../connection.js';
import { deferred, type Deferred } from '../deferred.js';
import { SandboxError } from '../errors.js';
import { signDeviceIdentity, verifyDeviceSignature } from '../phone/device-identity.js';
import {
	advSecretFrom,
	answerWithCode,
	normalizedCode,
	type PairingCodeAnswer,
} from '../phone/pairing-code-crypto.js';
import { toE164 } from '../phone-number.js';
import { serverNotification } from '../routing/delivery.js';
import { LID, PN, SERVER_JID } from '../stanza/jid.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import { LinkedDevice } from '../state/linked-device.js';
import type { World } from '../world.js';
import { PairingCodeRequest } from './pairing-code-request.js';
import { mustHaveRoom } from './device-limit.js';
import { passkeyRequest, passkeyRequired } from './passkey-gate.js';
import { PendingPairing } from './pending-pairing.js';
import { parseQr, QrOffer, type ScannedQr } from './qr-offer.js';

/** A phone that said yes waits this long for the client's signature. */
const SIGNATURE_MS = 20_000;
/** So long a typed code waits for a client that asks for one. */
const CODE_REQUEST_MS = 1_000;
const REFS_REMEMBERED = 1_000;
const RESTART_REQUIRED = 515;

/** Linking and unlinking: brings a phone that says yes together with a client that waits. */
export class Linking {
	readonly #world: World;
	readonly #refsGiven = new Set<string>();
	readonly #awaitedCodes = new Map<string, Deferred<void>>();

	constructor(world: World) {
		this.#world = world;
	}

	/** A client without a link connected: gives it refs to show as QR codes. */
	offerQr(connection: Connection): void {
		const offer = new QrOffer(this.#world, this.#world.options.qr);
		connection.qr = offer;
		this.#rememberRefs(offer);
		const refs = offer.refs.map((ref) => stanza('ref', {}, Buffer.from(ref)));
		connection.send(this.#order([stanza('pair-device', {}, refs)]));
	}

	/** A phone scans a QR code. Resolves when the client has signed and was told to restart. */
	async scan(account: Account, qr: string): Promise<LinkedDevice> {
		const scanned = parseQr(qr.trim());
		if (!scanned) {
			throw new SandboxError('QR_UNKNOWN', 'This text is not a WhatsApp QR code. Scan it again.');
		}
		const connection = this.#showing(scanned);
		mustHaveRoom(account);
		return this.#pair(connection, account, scanned.identity, scanned.advSecret);
	}

	/** A client asks for a pairing code for this number. */
	awaitCode(connection: Connection, number: string, wrappedEphemeral: Buffer): PairingCodeRequest {
		const request = new PairingCodeRequest(number, wrappedEphemeral, this.#world.random);
		connection.pairingCode = request;
		this.#awaitedCodes.get(number)?.resolve();
		return request;
	}

	/** Somebody types a code on the phone. Resolves when the client has signed and was told to restart. */
	async enterCode(account: Account, code: string): Promise<LinkedDevice> {
		mustHaveRoom(account);
		await this.#codeAsked(account);
		const { connection, request } = this.#waitingForCode(account);
		const answer = await answerWithCode(normalizedCode(code), request.wrappedEphemeral);
		const outcome = request.attempt(answer);
		const content = [
			stanza('link_code_pairing_wrapped_primary_ephemeral_pub', {}, answer.wrappedEphemeral),
			stanza('primary_identity_pub', {}, account.phone.identityKey.public),
			stanza('link_code_pairing_ref', {}, request.ref),
		];
		const type = 'link_code_companion_reg';
		const hello = stanza(type, { stage: 'primary_hello' }, content);
		connection.send(
			serverNotification(this.#world.ids.next(), type, this.#world.clock.unixTime(), [hello]),
		);
		await outcome;
		if (!connection.pairing) {
			if (this.#world.settings.current.passkey) throw passkeyRequired();
			throw new SandboxError('LINKING_FAILED', 'The client hung up.');
		}
		return connection.pairing.done;
	}

	/** The client's answer to a typed code. Returns false when the code was wrong. */
	finishCode(connection: Connection, identity: Buffer, bundle: Buffer): boolean {
		const request = connection.pairingCode;
		const answer = request?.currentAnswer;
		const account = this.#world.accounts.byDigits(request?.number ?? '');
		if (!request || !answer || !account) return false;
		const secret = openedWithCode(answer, account, identity, bundle);
		if (!secret) {
			request.refuse();
			return false;
		}
		this.#pair(connection, account, identity, secret).catch(() => undefined);
		request.succeed();
		connection.pairingCode = undefined;
		return true;
	}

	/** The client's reply to `pair-success`: its signature. The device is linked from here on. */
	completeSignature(connection: Connection, reply: Buffer): void {
		const { pairing } = connection;
		if (!pairing) return;
		const { account, device, details } = pairing;
		const { identity } = device.keys;
		if (!verifyDeviceSignature(account.phone.identityKey, identity, details, reply)) {
			pairing.fail('The signature of the client is wrong.');
			connection.close();
			return;
		}
		account.devices.set(device.id, device);
		this.#world.deviceNotices.announce('add', device);
		connection.streamError(RESTART_REQUIRED);
		const phoneNumber = toE164(account.number);
		this.#world.events.publish('device.linked', { phoneNumber, device: device.describe() });
		pairing.complete();
	}

	/** Takes a device off its account: it is logged out now or at its next login. */
	unlink(device: LinkedDevice): void {
		const { account } = device;
		if (!account.devices.delete(device.id)) return;
		this.#world.deviceNotices.announce('remove', device);
		device.connection?.streamError(401, stanza('conflict', { type: 'device_removed' }));
		const phoneNumber = toE164(account.number);
		this.#world.events.publish('device.unlinked', { phoneNumber, deviceId: device.id });
	}

	async #pair(
		connection: Connection,
		account: Account,
		identity: Buffer,
		advSecret: Buffer,
	): Promise<LinkedDevice> {
		const { registration } = connection;
		if (!registration || connection.pairing) {
			throw new SandboxError('QR_UNKNOWN', 'This client is being linked already.');
		}
		if (this.#world.settings.current.passkey) {
			connection.send(passkeyRequest(this.#world));
			throw passkeyRequired();
		}
		const id = account.allotDeviceId();
		const { deviceName: name, noiseKey } = registration;
		const keys = { ...registration.keys, identity };
		const device = new LinkedDevice({
			...{ account, id, name, noiseKey, keys },
			linkedAt: this.#world.clock.date(),
		});
		const signed = signDeviceIdentity(
			account.phone.identityKey,
			identity,
			{ keyIndex: id, timestamp: this.#world.clock.unixTime() },
			advSecret,
		);
		const pairing = new PendingPairing({ account, device, details: signed.details });
		connection.pairing = pairing;
		connection.send(this.#order([pairSuccess(device, signed.sealed)]));
		const cancel = this.#world.patience.after(SIGNATURE_MS, () =>
			pairing.fail('The client did not sign within 20 s.'),
		);
		return pairing.done.finally(cancel);
	}

	#showing(scanned: ScannedQr): Connection {
		const { ref } = scanned;
		const connection = [...this.#world.connections].find((each) => each.qr?.has(ref));
		if (connection?.qr && !connection.qr.expired(ref) && !connection.pairing) return connection;
		if (this.#refsGiven.has(ref)) {
			throw new SandboxError('QR_EXPIRED', 'This QR code is not valid any more. Scan the new one.');
		}
		throw new SandboxError('QR_UNKNOWN', 'No client of this sandbox shows this QR code.');
	}

	/** A client shows its code before the server has heard of it, so a fast typist must wait a moment. */
	async #codeAsked(account: Account): Promise<void> {
		const { number } = account;
		if ([...this.#world.connections].some((each) => each.pairingCode?.number === number)) return;
		const asked = this.#awaitedCodes.get(number) ?? deferred<void>();
		this.#awaitedCodes.set(number, asked);
		const cancel = this.#world.patience.after(CODE_REQUEST_MS, () => asked.resolve());
		await asked.promise;
		cancel();
		this.#awaitedCodes.delete(number);
	}

	#waitingForCode(account: Account): { connection: Connection; request: PairingCodeRequest } {
		const waiting = [...this.#world.connections].flatMap((connection) =>
			connection.pairingCode?.number === account.number
				? [{ connection, request: connection.pairingCode }]
				: [],
		);
		const latest = waiting.at(-1);
		if (!latest) {
			throw new SandboxError(
				'PAIRING_CODE_NOT_REQUESTED',
				`No client waits for a pairing code for ${toE164(account.number)}. Ask for a new code.`,
			);
		}
		if (latest.connection.qr?.over) {
			const message = 'The pairing code is not valid any more. Ask for a new code.';
			throw new SandboxError('PAIRING_CODE_EXPIRED', message);
		}
		return latest;
	}

	#rememberRefs(offer: QrOffer): void {
		for (const ref of offer.refs) this.#refsGiven.add(ref);
		for (const ref of this.#refsGiven) {
			if (this.#refsGiven.size <= REFS_REMEMBERED) break;
			this.#refsGiven.delete(ref);
		}
	}

	#order(content: Stanza[]): Stanza {
		const id = this.#world.ids.next();
		return stanza('iq', { from: SERVER_JID, type: 'set', id, xmlns: 'md' }, content);
	}
}

/** The secret both sides now share; undefined when the code typed was not the one shown. */
function openedWithCode(
	answer: PairingCodeAnswer,
	account: Account,
	identity: Buffer,
	bundle: Buffer,
): Buffer | undefined {
	try {
		return advSecretFrom(answer, account.phone.identityKey, identity, bundle);
	} catch {
		return undefined;
	}
}

/** `<biz name>` becomes the client's own name; without it the client does not announce its presence. */
function pairSuccess(device: LinkedDevice, identity: Buffer): Stanza {
	return stanza('pair-success', {}, [
		stanza('device-identity', {}, identity),
		stanza('biz', { name: device.account.name }),
		stanza('device', { jid: device.jid(PN), lid: device.jid(LID) }),
		stanza('platform', { name: 'android' }),
	]);
}
