const MIN_LENGTH = 32;
const MIN_DIFFERENT = 8;
/** Words of examples and tutorials, in any order and number. */
const PLACEHOLDER =
	/^(changeme|change|me|my|your|the|please|replace|with|this|secret|apikey|api|key|admin|password|example|sample|placeholder|waypost|token|test|0?123456789?0?|x+)+$/;

/**
 * Why a text must not be the admin key, as the end of a sentence that begins with its name.
 *
 * @returns null when it may.
 */
export function weakKeyReason(key: string): string | null {
	if (!/^[\x21-\x7e]*$/.test(key))
		return 'holds spaces or letters outside ASCII, which no HTTP header can carry';
	if (key.length < MIN_LENGTH)
		return `has ${key.length} characters; at least ${MIN_LENGTH} are needed`;
	const letters = key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
	if (PLACEHOLDER.test(letters)) return 'is a placeholder from an example';
	if (new Set(key).size < MIN_DIFFERENT) return 'repeats a few characters and is easy to guess';
	return null;
}
