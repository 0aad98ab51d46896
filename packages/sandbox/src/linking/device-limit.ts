import { SandboxError } from '../errors.js';
import { toE164 } from '../phone-number.js';
import type { Account } from '../state/account.js';

/** As many as WhatsApp lets a phone have. */
const MOST = 4;

/**
 * A phone with four linked devices refuses the fifth, and the client goes on showing its code: no
 * other device is pushed out. Throws DEVICE_LIMIT_REACHED.
 */
export function mustHaveRoom({ number, devices }: Account): void {
	if (devices.size < MOST) return;
	const message =
		`${toE164(number)} has ${MOST} linked devices, which is as many as WhatsApp allows. ` +
		'Unlink one of them on the phone first.';
	throw new SandboxError('DEVICE_LIMIT_REACHED', message);
}
