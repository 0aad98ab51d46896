/** What to tell the user of a Node that is too old, or null for one that will do. */
export function complaintAboutNode(version: string): string | null;
