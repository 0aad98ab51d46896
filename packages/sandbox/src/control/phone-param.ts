import { SandboxError } from '../errors.js';
import type { Phone } from '../phone/phone.js';
import type { Sandbox } from '../sandbox.js';

/** The phone named in the path: `+` as `%2B`, bare, or left out. Throws PHONE_NOT_FOUND. */
export function phoneIn(sandbox: Sandbox, number: string): Phone {
	const phone = sandbox.phone(number);
	if (phone) return phone;
	throw new SandboxError(
		'PHONE_NOT_FOUND',
		`There is no phone ${number}. Add it with POST /v1/phones.`,
	);
}
