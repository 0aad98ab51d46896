import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { connectionTextOf, isProblem } from './errors';
import { ERROR_TEXTS, NOT_WAYPOST, type ErrorText } from './error-texts';

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
	const { statusCode, body, error } = await askWhoIAm(this, data);
	if (error !== undefined) return refusal(connectionTextOf(error));
	if (isProblem(body)) return refusal(ERROR_TEXTS[body.code], body.detail);
	if (statusCode !== 200 || !isMe(body)) return refusal(NOT_WAYPOST);
	const missing = NEEDED.filter((scope) => !body.scopes.includes(scope));
	if (missing.length > 0 && !body.scopes.includes('admin')) {
		return refusal(
			ERROR_TEXTS['FORBIDDEN'],
			`The key "${body.name}" lacks ${missing.join(' and ')}.`,
		);
	}
	return { status: 'OK', message: `Connected to Waypost as "${body.name}"` };
}

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
			headers: { authorization: `Bearer ${String(apiKey)}` },
			json: true,
			simple: false,
			resolveWithFullResponse: true,
			rejectUnauthorized: allowSelfSigned !== true,
			timeout: 10_000,
		})) as Asked;
	} catch (error) {
		return { error };
	}
}

const isMe = (body: unknown): body is Me => Array.isArray((body as Partial<Me> | null)?.scopes);

const refusal = (text: ErrorText | undefined, detail = ''): INodeCredentialTestResult => ({
	status: 'Error',
	message: [text && `${text.title}.`, detail, text?.todo].filter(Boolean).join(' '),
});
