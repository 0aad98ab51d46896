/** Only programs and pages of this machine may talk to the sandbox (DNS rebinding, foreign pages). */

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** What Baileys names as its origin, also for media (Defaults DEFAULT_ORIGIN). */
const CLIENT_ORIGIN = 'https://web.whatsapp.com';

interface Headers {
	readonly host?: string | undefined;
	readonly origin?: string | undefined;
}

/** For the control API: Host, and Origin when there is one, must be loopback. */
export function isLocalRequest({ host, origin }: Headers): boolean {
	return isLoopback(`http://${host ?? ''}`) && (origin === undefined || isLoopback(origin));
}

/** For WebSocket and media: as above, or the origin WhatsApp clients name. */
export function isLocalClient({ host, origin }: Headers): boolean {
	return isLocalRequest({ host, origin: origin === CLIENT_ORIGIN ? undefined : origin });
}

function isLoopback(url: string): boolean {
	return URL.canParse(url) && LOOPBACK_NAMES.has(new URL(url).hostname);
}
