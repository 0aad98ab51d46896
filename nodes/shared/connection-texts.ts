import type { ErrorText } from './error-texts';

const RETRY = 'Switch on Retry On Fail in the settings: a message is never sent twice by it.';
const BROKEN: ErrorText = {
	title: 'The connection to Waypost broke',
	todo: RETRY,
	inCredential: 'Test it again. If it stays, write https:// in place of http:// in the Base URL.',
};
const NO_ANSWER: ErrorText = {
	title: 'Waypost did not answer in time',
	todo: RETRY,
	inCredential: 'Check the Base URL, and that no firewall is between n8n and Waypost.',
};
const NO_ADDRESS: ErrorText = {
	title: 'The Base URL is not an address',
	todo: 'Write it like http://127.0.0.1:9297 in the credential.',
};
const SELF_SIGNED: ErrorText = {
	title: 'The certificate of Waypost cannot be checked',
	todo: 'If you made the certificate yourself, switch on Allow Self-Signed Certificate in the credential.',
};

/** Why the daemon could not be called at all, by the code of Node.js. */
export const CONNECTION_TEXTS: Readonly<Record<string, ErrorText>> = {
	ECONNREFUSED: {
		title: 'Waypost is not running at this address',
		todo: 'Start the daemon (waypost start) and check the Base URL of the credential. In Docker, 127.0.0.1 is the container itself: use the name of the daemon’s container, or host.docker.internal.',
	},
	ENOTFOUND: {
		title: 'The host name of Waypost is not known',
		todo: 'Check the Base URL of the credential. Containers know each other by name only inside one network.',
	},
	EAI_AGAIN: {
		title: 'The host name of Waypost is not known',
		todo: 'Check the Base URL of the credential. Containers know each other by name only inside one network.',
	},
	ECONNRESET: BROKEN,
	// In the middle of an answer.
	ERR_BAD_RESPONSE: BROKEN,
	ETIMEDOUT: NO_ANSWER,
	ECONNABORTED: NO_ANSWER,
	EPROTO: {
		title: 'Waypost does not speak HTTPS at this address',
		todo: 'Write http:// in place of https:// in the Base URL of the credential, or check the port.',
	},
	DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
	SELF_SIGNED_CERT_IN_CHAIN: SELF_SIGNED,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: SELF_SIGNED,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: SELF_SIGNED,
	CERT_HAS_EXPIRED: {
		title: 'The certificate of Waypost has expired',
		todo: 'Renew it where the daemon runs, or at the proxy in front of it.',
	},
	ERR_TLS_CERT_ALTNAME_INVALID: {
		title: 'The certificate of Waypost is for another host name',
		todo: 'Use the host name that the certificate is for in the Base URL of the credential.',
	},
	ERR_INVALID_URL: NO_ADDRESS,
	// A scheme that n8n cannot call: `localhost:9297` is taken for one.
	ERR_BAD_REQUEST: NO_ADDRESS,
};

/** n8n's own protection against calls into the private network (N8N_SSRF_PROTECTION_ENABLED). */
export const BLOCKED_BY_N8N: ErrorText = {
	title: 'n8n may not call Waypost at this address',
	todo: 'n8n’s SSRF protection is on: add the host of the daemon to N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.',
};

export const UNREACHABLE: ErrorText = {
	title: 'Waypost cannot be reached',
	todo: 'Check that the daemon runs and that the Base URL of the credential is right.',
};

export const NOT_WAYPOST: ErrorText = {
	title: 'Something else than Waypost answers at this address',
	todo: 'Check the Base URL of the credential, its port above all: Waypost uses 9297.',
};
