/** Stored credentials that are there and cannot be read. Nothing was changed; an operator must look. */
export class CredentialsError extends Error {
	override readonly name = 'CredentialsError';
	readonly code = 'bad-credentials';
}
