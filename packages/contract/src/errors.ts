/** One row of the catalogue of errors. */
export interface ErrorEntry {
	/** HTTP status of an answer that carries this code. */
	status: number;
	/** What happened, as a sentence. */
	title: string;
	/** What to do about it, as a sentence. */
	action: string;
	/** True when the same call may succeed later without a change. */
	retryable: boolean;
}

/**
 * Every failure a caller can meet, over HTTP or as a message's `error`. The code is the contract;
 * titles may be reworded. Add a row here and the API, the client and the docs know it.
 */
export const ERRORS = {
	INVALID_REQUEST: {
		status: 400,
		title: 'The request is not valid.',
		action: 'Correct the fields listed in `errors` and send it again.',
		retryable: false,
	},
	IDEMPOTENCY_KEY_INVALID: {
		status: 400,
		title: 'The Idempotency-Key is not valid.',
		action: 'Use 1 to 255 visible ASCII characters.',
		retryable: false,
	},
	UNAUTHORIZED: {
		status: 401,
		title: 'The API key is missing or not known.',
		action: 'Send a valid key as `Authorization: Bearer KEY` or `X-API-Key: KEY`.',
		retryable: false,
	},
	KEY_EXPIRED: {
		status: 401,
		title: 'The API key has expired.',
		action: 'Create or rotate a key and use the new one.',
		retryable: false,
	},
	FORBIDDEN: {
		status: 403,
		title: 'The API key may not do this.',
		action: 'Use a key that has the scope named in `detail`.',
		retryable: false,
	},
	ORIGIN_NOT_ALLOWED: {
		status: 403,
		title: 'Requests from this web page are not allowed.',
		action: 'Add the origin of the page to WAYPOST_ALLOWED_ORIGINS.',
		retryable: false,
	},
	NOT_FOUND: {
		status: 404,
		title: 'There is nothing at this address.',
		action: 'Check the path against /openapi.json.',
		retryable: false,
	},
	SESSION_NOT_FOUND: {
		status: 404,
		title: 'There is no such session.',
		action: 'List the sessions this key may use with GET /v1/sessions, or create one.',
		retryable: false,
	},
	MESSAGE_NOT_FOUND: {
		status: 404,
		title: 'There is no such message in this session.',
		action: 'Use an id from the answer of a send or from an event.',
		retryable: false,
	},
	MEDIA_NOT_FOUND: {
		status: 404,
		title: 'This message has no media.',
		action: 'Ask for media only where `attachment` is not null.',
		retryable: false,
	},
	KEY_NOT_FOUND: {
		status: 404,
		title: 'There is no such API key.',
		action: 'List the keys with GET /v1/keys.',
		retryable: false,
	},
	WEBHOOK_NOT_FOUND: {
		status: 404,
		title: 'There is no such webhook endpoint.',
		action: 'List the webhook endpoints with GET /v1/webhook-endpoints.',
		retryable: false,
	},
	DELIVERY_NOT_FOUND: {
		status: 404,
		title: 'There is no such delivery at this webhook endpoint.',
		action: 'List its deliveries with GET /v1/webhook-endpoints/{endpointId}/deliveries.',
		retryable: false,
	},
	LINK_PAGE_NOT_FOUND: {
		status: 404,
		title: 'This link page has expired or was replaced by a newer one.',
		action: 'Ask for a new link page where you got this one.',
		retryable: false,
	},
	METHOD_NOT_ALLOWED: {
		status: 405,
		title: 'This address does not take this method.',
		action: 'Check the method against /openapi.json.',
		retryable: false,
	},
	SESSION_ALREADY_EXISTS: {
		status: 409,
		title: 'A session with this id exists already.',
		action: 'Use it, or choose another id.',
		retryable: false,
	},
	SESSION_LIMIT_REACHED: {
		status: 409,
		title: 'No more sessions may be created.',
		action: 'Delete a session, or raise the limit named in `detail`.',
		retryable: false,
	},
	SESSION_ALREADY_LINKED: {
		status: 409,
		title: 'The session is linked already.',
		action: 'Send with it, or unlink it first to link another phone.',
		retryable: false,
	},
	QR_NOT_SHOWN: {
		status: 409,
		title: 'The session shows no QR code now.',
		action: 'Start linking with POST /v1/sessions/{sessionId}/link.',
		retryable: false,
	},
	SESSION_NOT_LINKED: {
		status: 409,
		title: 'The session is not linked to a phone.',
		action: 'Link it with POST /v1/sessions/{sessionId}/link.',
		retryable: false,
	},
	MEDIA_EXPIRED: {
		status: 410,
		title: 'WhatsApp no longer has this file.',
		action: 'Ask the sender to send it again.',
		retryable: false,
	},
	PAYLOAD_TOO_LARGE: {
		status: 413,
		title: 'The request is too large.',
		action: 'Stay below the limit named in `detail`; send large files as a multipart `file` part.',
		retryable: false,
	},
	UNSUPPORTED_MEDIA_TYPE: {
		status: 415,
		title: 'The body has a type this address does not take.',
		action: 'Send application/json or multipart/form-data, not compressed.',
		retryable: false,
	},
	MISDIRECTED_REQUEST: {
		status: 421,
		title: 'The request names a host this daemon does not answer for.',
		action: 'Add the host name to WAYPOST_ALLOWED_HOSTS.',
		retryable: false,
	},
	INVALID_NUMBER: {
		status: 422,
		title: 'The recipient is not a phone number in international form, nor a chat id.',
		action: 'Write the number with its country code, for example +49 170 0000001.',
		retryable: false,
	},
	RECIPIENT_NOT_ON_WHATSAPP: {
		status: 422,
		title: 'The number is not on WhatsApp.',
		action: 'Check the number.',
		retryable: false,
	},
	URL_BLOCKED: {
		status: 422,
		title: 'The daemon may not call this URL.',
		action: 'Use a public address, or add the one named in `detail` to WAYPOST_OUTBOUND_ALLOW.',
		retryable: false,
	},
	TEXT_TOO_LONG: {
		status: 422,
		title: 'The text is too long.',
		action: 'Send at most 65,536 characters, or a document.',
		retryable: false,
	},
	MEDIA_INVALID: {
		status: 422,
		title: 'The file cannot be sent.',
		action: 'Check that the file is not empty and is what its kind says.',
		retryable: false,
	},
	PAIRING_FAILED: {
		status: 422,
		title: 'The phone could not be linked.',
		action: 'Ask for a new code and try again.',
		retryable: false,
	},
	IDEMPOTENCY_KEY_REUSED: {
		status: 422,
		title: 'This Idempotency-Key was used for another message.',
		action: 'Use a new key for a new message.',
		retryable: false,
	},
	RATE_LIMITED: {
		status: 429,
		title: 'Too many requests.',
		action: 'Wait for the time in Retry-After.',
		retryable: true,
	},
	SERVER_ERROR: {
		status: 500,
		title: 'The daemon met an error it did not expect.',
		action: 'Look for the requestId in the log of the daemon, and report it.',
		retryable: false,
	},
	MESSAGE_REJECTED: {
		status: 502,
		title: 'WhatsApp refused the message.',
		action: 'See `upstreamCode`; do not repeat it unchanged.',
		retryable: false,
	},
	MEDIA_UPLOAD_FAILED: {
		status: 502,
		title: 'The file could not be uploaded to WhatsApp.',
		action: 'Send the message again.',
		retryable: true,
	},
	MEDIA_DOWNLOAD_FAILED: {
		status: 502,
		title: 'The file could not be fetched from WhatsApp.',
		action: 'Try again in a moment.',
		retryable: true,
	},
	WHATSAPP_NOT_READY: {
		status: 503,
		title: 'The session is not connected to WhatsApp.',
		action: 'Wait until it is connected, or see its `reason`.',
		retryable: true,
	},
	STORAGE_UNAVAILABLE: {
		status: 503,
		title: 'The daemon cannot write to its store.',
		action: 'Check the disk and the permissions of the data folder.',
		retryable: true,
	},
	SHUTTING_DOWN: {
		status: 503,
		title: 'The daemon is stopping.',
		action: 'Try again when it has started again.',
		retryable: true,
	},
	RECIPIENT_UNRESOLVED: {
		status: 503,
		title: 'WhatsApp did not say which devices the recipient has.',
		action: 'Send the message again later.',
		retryable: true,
	},
	DELIVERY_UNKNOWN: {
		status: 504,
		title: 'WhatsApp never confirmed the message; it may or may not have arrived.',
		action: 'Ask the recipient before sending it again.',
		retryable: false,
	},
	WHATSAPP_TIMEOUT: {
		status: 504,
		title: 'WhatsApp did not answer in time.',
		action: 'Try again.',
		retryable: true,
	},
	STORAGE_FULL: {
		status: 507,
		title: 'The disk of the daemon is full.',
		action: 'Free some space.',
		retryable: true,
	},
	ACCOUNT_RESTRICTED: {
		status: 429,
		title: 'WhatsApp does not let this number write to new people for now.',
		action: 'Wait until the restriction ends; answer only people who wrote first.',
		retryable: false,
	},
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];
