/** Seconds since 1970, as every `t` attribute carries them. */
export function unixTime(): number {
	return Math.floor(Date.now() / 1000);
}
