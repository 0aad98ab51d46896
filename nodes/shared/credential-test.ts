import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { connectionTextOf, isProblem } from './errors';
import { NOT_WAYPOST } from './connection-texts';
import { ERROR_TEXTS, NEW_KEY, type ErrorText } from './error-texts';
import type { Problem } from './waypost-types';

/** Scopes without which no node works. */
const NEEDED = ['messages:send', 'sessions:read'];

/**
 * "Test" in the window of the credential: asks the daemon who the key is, and says in words what is
 * wrong. Names what a key may not do, since a key made for something else would fail much later.
 */
export async function waypostApiTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	if (String(data['apiKey'] ?? '').trim() === '') return refusal(NO_KEY);
	const { statusCode, body, error } = await askWhoIAm(this, data);
	if (error !== undefined) return refusal(connectionTextOf(error));
	if (isProblem(body)) return refusal(textOf(body));
	if (statusCode !== 200 || !isMe(body)) return refusal(NOT_WAYPOST);
	const missing = NEEDED.filter((scope) => !body.scopes.includes(scope));
	if (missing.length > 0 && !body.scopes.includes('admin')) return refusal(lacks(body, missing));
	return { status: 'OK', message: `Connected to Waypost as "${body.name}"` };
}

const NO_KEY: ErrorText = { title: 'No API key is given', todo: NEW_KEY };

/** Any key may ask who it is: FORBIDDEN is about where it is used from, which `detail` says. */
const textOf = ({ code, title, detail }: Problem): ErrorText =>
	(code !== 'FORBIDDEN' && ERROR_TEXTS[code]) || { title: title.replace(/\.$/, ''), todo: detail };

const lacks = ({ name }: Me, scopes: string[]): ErrorText => ({
	title: `The API key "${name}" may not do what the nodes need`,
	todo: `It lacks ${scopes.join(' and ')}. ${NEW_KEY}`,
});

interface Me {
	name: string;
	scopes: string[];
}

interface Asked {
	statusCode?: number;
	body?: unknown;
	error?: unknown;
}

async function askWhoIAm(
	{ helpers }: ICredentialTestFunctions,
	{ baseUrl, apiKey, allowSelfSigned }: ICredentialDataDecryptedObject,
): Promise<Asked> {
	try {
		// The only request a test of a credential is given.
		return (await helpers.request({
			method: 'GET',
			uri: `${String(baseUrl).trim().replace(/\/+$/, '')}/v1/me`,
			headers: { authorization: `Bearer ${String(apiKey).trim()}` },
			json: true,
			simple: false,
			resolveWithFullResponse: true,
			rejectUnauthorized: allowSelfSigned !== true,
			timeout: 10_000,
			// As in every other call: see `waypost-request.ts`.
			followRedirect: false,
		})) as Asked;
	} catch (error) {
		return { error };
	}
}

const isMe = (body: unknown): body is Me => Array.isArray((body as Partial<Me> | null)?.scopes);

const refusal = ({ title, todo, inCredential = todo }: ErrorText): INodeCredentialTestResult => ({
	status: 'Error',
	message: `${title}. ${inCredential}`,
});
