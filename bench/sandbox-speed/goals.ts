/** What is asked, beside what was measured. */
export interface Goal {
	text: string;
	isMet: boolean;
}

/** Prints the goals; @returns whether all were met. */
export function judge(goals: readonly Goal[]): boolean {
	for (const { text, isMet } of goals) console.log(`${isMet ? 'kept  ' : 'BROKEN'} ${text}`);
	return goals.every(({ isMet }) => isMet);
}
