export interface AvatarProps {
	readonly name: string;
	/** Who it is; the same person has the same colour everywhere. */
	readonly of: string;
	readonly small?: boolean;
}

const COLOURS = 8;

/** A round with the first letters of a name; decoration beside the name. */
export function Avatar({ name, of, small = false }: AvatarProps) {
	return (
		<span class={small ? 'avatar small' : 'avatar'} data-colour={colourOf(of)} aria-hidden="true">
			{initialsOf(name)}
		</span>
	);
}

function initialsOf(name: string): string {
	const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
	if (words.length === 0) return /\d/.test(name) ? name.slice(-2) : '·';
	const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
	return letters.join('').toUpperCase();
}

function colourOf(text: string): number {
	let sum = 0;
	for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973;
	return sum % COLOURS;
}
