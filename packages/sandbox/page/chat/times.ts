const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, {
	weekday: 'short',
	day: 'numeric',
	month: 'short',
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const exact = new Intl.DateTimeFormat(undefined, {
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	fractionalSecondDigits: 3,
});

/** @param at - ISO 8601 */
export const formatTime = (at: string): string => time.format(new Date(at));
export const formatMoment = (at: string): string => full.format(new Date(at));
export const formatExactTime = (at: string): string => exact.format(new Date(at));

/** "Today", or the day. */
export function formatDay(at: string): string {
	const day = new Date(at);
	return day.toDateString() === new Date().toDateString() ? 'Today' : date.format(day);
}

/** The time of today, the day of what is older. */
export function formatShort(at: string): string {
	const day = new Date(at);
	return day.toDateString() === new Date().toDateString() ? formatTime(at) : date.format(day);
}
