/** How many digits stay at the front and at the end. */
const FRONT = 2;
const BACK = 2;

const PHONE_NUMBER = /\+[1-9]\d{6,14}(?!\d)/g;
/** A JID as WhatsApp writes it: user, optional agent and device, server. */
const JID = /\b(\d{5,20})((?:[_:-]\d+)*@(?:s\.whatsapp\.net|c\.us|lid|g\.us|hosted(?:\.lid)?))/g;
const API_KEY = /\bwp_(live|test)_([a-z0-9]{8})_[\w-]{43}_[\w-]{6}/g;

const shortenDigits = (digits: string): string =>
	`${digits.slice(0, FRONT)}•••••${digits.slice(-BACK)}`;

/** `+491700000001` becomes `+49•••••01`: enough to tell two people apart, too little to call one. */
export const shortenPhoneNumbers = (text: string): string =>
	text.replaceAll(PHONE_NUMBER, (number) => `+${shortenDigits(number.slice(1))}`);

/** `491700000001:3@s.whatsapp.net` becomes `49•••••01:3@s.whatsapp.net`. */
export const shortenJids = (text: string): string =>
	text.replaceAll(JID, (_jid, user: string, rest: string) => shortenDigits(user) + rest);

/** Leaves the public id of an API key. */
export const hideApiKeys = (text: string): string =>
	text.replaceAll(API_KEY, (_key, environment: string, id: string) => `wp_${environment}_${id}_…`);
