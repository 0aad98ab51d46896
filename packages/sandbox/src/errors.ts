/** Every failure a caller of the sandbox can meet: HTTP status of the control API and a short title. */
export const SANDBOX_ERRORS = {
	ACCOUNT_RESTRICTED: { status: 403, title: 'This number may not write to new people now' },
	ALREADY_A_MEMBER: { status: 409, title: 'A member of the group already' },
	ATTACHMENT_NOT_FOUND: { status: 404, title: 'No such attachment' },
	DATA_FOLDER_IN_USE: { status: 409, title: 'Another sandbox uses this data folder' },
	CONNECTION_NOT_FOUND: { status: 404, title: 'No such connection' },
	DEVICE_LIMIT_REACHED: { status: 409, title: 'As many devices are linked as may be' },
	DEVICE_NOT_CONNECTED: { status: 409, title: 'The device is not connected' },
	DEVICE_NOT_FOUND: { status: 404, title: 'No such device' },
	FAULT_NOT_FOUND: { status: 404, title: 'No such fault' },
	FORBIDDEN: { status: 403, title: 'Only programs on this machine may call the sandbox' },
	GROUP_NOT_FOUND: { status: 404, title: 'No such group' },
	INVALID_NUMBER: { status: 422, title: 'Not a phone number' },
	INVALID_REQUEST: { status: 400, title: 'The request is not valid' },
	INVITE_EXPIRED: { status: 410, title: 'The invitation is over' },
	INVITE_UNKNOWN: { status: 404, title: 'No such invitation' },
	LINKING_FAILED: { status: 422, title: 'The client did not finish linking' },
	MEDIA_TOO_LARGE: { status: 413, title: 'The media is too large' },
	MESSAGE_NOT_FOUND: { status: 404, title: 'No such message' },
	NOT_A_MEMBER: { status: 403, title: 'Not a member of the group' },
	NOT_AN_ADMIN: { status: 403, title: 'Not an admin of the group' },
	NOT_FOUND: { status: 404, title: 'No such route' },
	ONLY_ADMINS_WRITE: { status: 403, title: 'Only admins write in this group' },
	PAIRING_CODE_EXPIRED: { status: 422, title: 'The pairing code has expired' },
	PAIRING_CODE_NOT_REQUESTED: { status: 422, title: 'No client waits for a pairing code' },
	PAIRING_CODE_WRONG: { status: 422, title: 'The pairing code is wrong' },
	PASSKEY_REQUIRED: { status: 422, title: 'Linking needs a passkey' },
	PHONE_ALREADY_EXISTS: { status: 409, title: 'There is a phone with this number' },
	PHONE_NOT_FOUND: { status: 404, title: 'No such phone' },
	PHONE_NOT_REGISTERED: { status: 409, title: 'This number is not on WhatsApp' },
	QR_EXPIRED: { status: 422, title: 'The QR code has expired' },
	QR_UNKNOWN: { status: 422, title: 'The QR code is not from this sandbox' },
	RECIPIENT_NOT_ON_WHATSAPP: { status: 422, title: 'The recipient is not on WhatsApp' },
	REQUEST_NOT_FOUND: { status: 404, title: 'Nobody like this has asked to join' },
	SANDBOX_CLOSED: { status: 503, title: 'The sandbox is closed' },
	SAVED_WORLD_BROKEN: { status: 500, title: 'The saved world cannot be read' },
	SAVED_WORLD_NEWER: { status: 500, title: 'The saved world is of a newer sandbox' },
	UPGRADE_REQUIRED: { status: 426, title: 'Speak WebSocket here' },
	TIMED_OUT: { status: 504, title: 'Nothing arrived in time' },
} as const;

export type SandboxErrorCode = keyof typeof SANDBOX_ERRORS;

/** A failure with a code to branch on and a sentence for a person. */
export class SandboxError extends Error {
	override readonly name = 'SandboxError';
	readonly code: SandboxErrorCode;

	constructor(code: SandboxErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}

	/** HTTP status the control API answers with. */
	get status(): number {
		return SANDBOX_ERRORS[this.code].status;
	}
}
