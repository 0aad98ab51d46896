/** One row of the catalogue of errors. */
export interface ErrorEntry {
	/** HTTP status of an answer that carries this code. */
	status: number;
	/** What happened, as a sentence. */
	title: string;
	/** What to do about it, as a sentence. */
	action: string;
	/** True when the same call may succeed later without a change. */
	retryable: boolean;
}
