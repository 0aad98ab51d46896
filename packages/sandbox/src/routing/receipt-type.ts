/** A device in the background reports `inactive`; the sender sees it as delivered (no type). */
export function outgoingType(type: string | undefined): string | undefined {
	return type === 'inactive' ? undefined : type;
}
