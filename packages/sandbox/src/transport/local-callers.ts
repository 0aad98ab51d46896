/** Only programs and pages of this machine may talk to the sandbox (DNS rebinding, foreign pages). */

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** What Baileys names as its origin, also for media (Defaults DEFAULT_ORIGIN). */
const CLIENT_ORIGIN = 'https://web.whatsapp.com';

interface Headers {
	readonly host?: string | undefined;
	readonly origin?: string | undefined;
	/** What browsers say of a request without Origin, such as that of a picture (`Sec-Fetch-Site`). */
	readonly site?: string | undefined;
	/** `navigate`: somebody opens the address, as by a link to the phone page (`Sec-Fetch-Mode`). */
	readonly mode?: string | undefined;
}

/** For the control API: Host, and Origin when there is one, must be loopback; no page elsewhere embeds it. */
export function isLocalRequest({ host, origin, site, mode }: Headers): boolean {
	if (!isLoopback(`http://${host ?? ''}`)) return false;
	if (origin !== undefined) return isLoopback(origin);
	return site !== 'cross-site' || mode === 'navigate';
}

/** For WebSocket and media: as above, or the origin WhatsApp clients name. */
export function isLocalClient({ origin, ...others }: Headers): boolean {
	return isLocalRequest({ ...others, origin: origin === CLIENT_ORIGIN ? undefined : origin });
}

function isLoopback(url: string): boolean {
	return URL.canParse(url) && LOOPBACK_NAMES.has(new URL(url).hostname);
}
