/** What a person reads when something did not work out. */
export interface ErrorText {
	/** What happened. The red title. */
	title: string;
	/** What to do about it. Follows the daemon's own sentence about the case. */
	todo: string;
	/** What to do, said in the window of the credential, where the above would not help. */
	inCredential?: string;
}

/** How to get a key that all nodes work with. */
export const NEW_KEY =
	'Make a new one where the daemon runs: waypost keys create n8n --preset automation.';
const CHECK_KEY = {
	todo: `Open the Waypost credential of this node and check its API key. ${NEW_KEY}`,
	inCredential: `Check that it was copied as a whole. ${NEW_KEY}`,
};
const TRY_AGAIN = 'Run it again in a moment, or switch on Retry On Fail in the settings.';
const ASK_WAYPOST = 'Look at the log of the Waypost daemon.';

/**
 * One text per code of the daemon that a node can meet. Those that are missing here are shown in the
 * daemon's words. The catalogue they come from: `packages/contract/src/errors.ts`.
 */
export const ERROR_TEXTS: Readonly<Record<string, ErrorText>> = {
	// The credential and the daemon.
	UNAUTHORIZED: { title: 'The API key is not known to Waypost', ...CHECK_KEY },
	KEY_EXPIRED: {
		title: 'The API key has expired',
		todo: `Put another one into the Waypost credential of this node. ${NEW_KEY}`,
		inCredential: NEW_KEY,
	},
	FORBIDDEN: {
		title: 'The API key may not do this',
		todo: 'Use a key made with the automation preset: waypost keys create n8n --preset automation.',
	},
	MISDIRECTED_REQUEST: {
		title: 'Waypost does not answer under this host name',
		todo: 'Add the host name of the Base URL to WAYPOST_ALLOWED_HOSTS where the daemon runs.',
	},
	RATE_LIMITED: {
		title: 'Too many requests with a wrong API key',
		todo: `Wait a minute. ${CHECK_KEY.todo}`,
		inCredential: `Wait a minute. ${CHECK_KEY.inCredential}`,
	},
	NOT_FOUND: {
		title: 'Waypost has nothing at this address',
		todo: 'The Base URL of the credential ends after host and port, as in http://127.0.0.1:9297. If it does, check the port: 9297 is the daemon, 9298 the sandbox. If that is right too, the daemon is older than this node: update it.',
	},
	SERVER_ERROR: { title: 'Waypost met something unexpected', todo: ASK_WAYPOST },
	SHUTTING_DOWN: { title: 'Waypost is restarting', todo: TRY_AGAIN },
	STORAGE_UNAVAILABLE: { title: 'Waypost cannot write to its disk', todo: ASK_WAYPOST },
	STORAGE_FULL: {
		title: 'The disk of Waypost is full',
		todo: 'Free some space where the daemon runs.',
	},
	INVALID_REQUEST: {
		title: 'A value cannot be used',
		todo: 'Check the parameters of this node, and what the expressions in them give.',
	},
	PAYLOAD_TOO_LARGE: {
		title: 'The file is too large',
		todo: 'Send a smaller file, or raise the limit where the daemon runs.',
	},

	// Sessions and linking.
	SESSION_NOT_FOUND: {
		title: 'There is no such session',
		todo: 'Choose one from the list, or let the Link WhatsApp node create it.',
	},
	SESSION_NOT_LINKED: {
		title: 'The session is not linked to a phone',
		todo: 'Run the Link WhatsApp node with this session and scan the code.',
	},
	SESSION_LIMIT_REACHED: {
		title: 'No more sessions can be created',
		todo: 'Delete one that is not used any more, or raise the limit where the daemon runs.',
	},
	SESSION_ALREADY_EXISTS: {
		title: 'This session exists already',
		todo: 'Choose it from the list.',
	},
	SESSION_ALREADY_LINKED: {
		title: 'The session is linked already',
		todo: 'Send with it, or unlink it first to link another phone.',
	},
	QR_NOT_SHOWN: {
		title: 'There is no QR code now',
		todo: 'Run Get QR Code again.',
	},
	PAIRING_FAILED: {
		title: 'The phone could not be linked',
		todo: 'Get a new code and type it in at once: codes live for a few minutes only.',
	},
	WHATSAPP_NOT_READY: {
		title: 'The session is not connected to WhatsApp',
		todo: 'Look at it with Link WhatsApp > Get Session: its reason says what is wrong.',
	},
	WHATSAPP_TIMEOUT: { title: 'WhatsApp did not answer in time', todo: TRY_AGAIN },

	// Recipients.
	INVALID_NUMBER: {
		title: 'The phone number cannot be used',
		todo: 'Write it with its country code, for example +49 170 0000001.',
	},
	RECIPIENT_NOT_ON_WHATSAPP: {
		title: 'The number is not on WhatsApp',
		todo: 'Check the number. Does it begin with its country code? Another channel may be the way to reach this person.',
	},
	RECIPIENT_UNRESOLVED: {
		title: 'WhatsApp did not say where to send the message',
		todo: TRY_AGAIN,
	},
	GROUP_NOT_FOUND: {
		title: 'There is no such group',
		todo: 'Choose a group from the list: it shows those that this number is a member of.',
	},
	NOT_IN_GROUP: {
		title: 'This number is not a member of the group',
		todo: 'Have it added on a phone, or choose another group.',
	},
	NOT_GROUP_ADMIN: {
		title: 'Only admins of the group may do this',
		todo: 'Have this number made an admin of the group on a phone.',
	},

	// Messages.
	MESSAGE_NOT_FOUND: {
		title: 'There is no such message',
		todo: 'Use the field "id" of a Send Message node or of the trigger, with the same session.',
	},
	MESSAGE_NOT_EDITABLE: {
		title: 'This message cannot be changed',
		todo: 'WhatsApp lets texts and captions be changed for 15 minutes, by whoever sent them.',
	},
	MESSAGE_NOT_DELETABLE: {
		title: 'This message cannot be deleted for everyone',
		todo: 'WhatsApp lets own messages be deleted for about two days.',
	},
	MESSAGE_EXPIRED: {
		title: 'The message was not sent within its time to live',
		todo: 'Send it again if it still matters, or raise Time to Live.',
	},
	MESSAGE_REJECTED: {
		title: 'WhatsApp refused the message',
		todo: 'Do not repeat it unchanged.',
	},
	TEXT_TOO_LONG: {
		title: 'The text is too long',
		todo: 'WhatsApp takes 65,536 characters. Split it, or send it as a document.',
	},
	IDEMPOTENCY_KEY_REUSED: {
		title: 'The message changed between two tries',
		todo: 'Waypost has accepted what the first try sent: do not send it again. A retry must send the same text to the same recipient. Take what changes (dates, random values) out of the expressions, or compute it in a node before this one.',
	},
	DELIVERY_UNKNOWN: {
		title: 'WhatsApp never confirmed the message',
		todo: 'It may or may not have arrived: ask the recipient before sending it again.',
	},
	PACING_LIMIT: {
		title: 'Sending now would be too fast for this number',
		todo: 'Wait a little. Without "Refuse What Would Have to Wait" Waypost sends it when it may.',
	},
	NEW_CHAT_LIMIT: {
		title: 'Too many new chats for this number for now',
		todo: 'WhatsApp restricts numbers that write to many strangers. Waypost sends the message later when "Refuse What Would Have to Wait" is off.',
	},
	ACCOUNT_RESTRICTED: {
		title: 'This number may not write to new people for now',
		todo: 'Wait until the restriction ends, and answer only people who wrote first.',
	},
	QUEUE_FULL: {
		title: 'Too many messages are waiting',
		todo: 'Wait until some are sent. Link WhatsApp > Get Session shows how many wait.',
	},

	// Files.
	MEDIA_INVALID: {
		title: 'The file cannot be sent',
		todo: 'Check that it is not empty and is what Send As says.',
	},
	MEDIA_PATH_INVALID: {
		title: 'The file cannot be taken from the media folder',
		todo: 'Check WAYPOST_MEDIA_DIR where the daemon runs, and give a path inside that folder.',
	},
	MEDIA_NOT_FOUND: {
		title: 'This message has no file',
		todo: 'Ask for files only where the field "attachment" is there.',
	},
	MEDIA_EXPIRED: {
		title: 'WhatsApp no longer has this file',
		todo: 'Ask the sender to send it again.',
	},
	MEDIA_DOWNLOAD_FAILED: { title: 'WhatsApp did not give the file', todo: TRY_AGAIN },
	MEDIA_UPLOAD_FAILED: { title: 'WhatsApp did not take the file', todo: TRY_AGAIN },
	FFMPEG_MISSING: {
		title: 'The recording must be converted first',
		todo: 'Install ffmpeg where the daemon runs, or send Opus in Ogg.',
	},
	URL_BLOCKED: {
		title: 'Waypost may not call this URL',
		todo: 'Or use a public address.',
	},
	URL_FETCH_FAILED: {
		title: 'There is no file at this URL',
		todo: 'Open the URL in a private browser window: it must show the file without a login.',
	},
	URL_FETCH_TIMEOUT: {
		title: 'The file did not arrive from its URL in time',
		todo: 'Try again, or download it with an HTTP Request node and send it from the input.',
	},
};
