import type { PackageDirectoryLoader } from 'n8n-core';
import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type Workflow,
} from 'n8n-workflow';

/** n8n's credentials, kept in memory in place of its database. One per type. */
export class StoredCredentials extends ICredentialsHelper {
	readonly #types = new Map<string, ICredentialType>();
	readonly #stored = new Map<string, ICredentialDataDecryptedObject>();

	constructor(loaders: readonly PackageDirectoryLoader[]) {
		super();
		for (const { credentialTypes } of loaders) {
			for (const [name, { type }] of Object.entries(credentialTypes)) this.#types.set(name, type);
		}
	}

	store(type: string, data: ICredentialDataDecryptedObject): void {
		this.#stored.set(type, data);
	}

	override getParentTypes(): string[] {
		return [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override async getDecrypted(
		_data: unknown,
		_details: INodeCredentialsDetails,
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.#stored.get(type);
		if (!stored) throw new Error(`No credential of the type ${type} is stored.`);
		return stored;
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		request: IHttpRequestOptions,
		workflow: Workflow,
		node: INode,
	): Promise<IHttpRequestOptions> {
		const authenticate = this.#types.get(typeName)?.authenticate;
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		for (const [name, expression] of Object.entries(authenticate?.properties.headers ?? {})) {
			request.headers = {
				...request.headers,
				[name]: workflow.expression.getSimpleParameterValue(
					node,
					expression as string,
					'internal',
					{ $credentials: credentials },
				),
			};
		}
		return request;
	}

	override async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async getCredentials(): Promise<ICredentials> {
		throw new Error('Credentials are read by getDecrypted.');
	}

	override async updateCredentials(): Promise<void> {}

	override async updateCredentialsOauthTokenData(): Promise<void> {}

	override getCredentialsProperties() {
		return [];
	}
}
