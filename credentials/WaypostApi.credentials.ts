import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * Where the daemon is, and an API key of its. Every node tests it by `credential-test.ts`, because
 * a declarative `test` can only say "ECONNREFUSED" of a daemon that is not running.
 */
export class WaypostApi implements ICredentialType {
	name = 'waypostApi';

	displayName = 'Waypost API';

	icon: Icon = { light: 'file:../icons/waypost.svg', dark: 'file:../icons/waypost.dark.svg' };

	documentationUrl = 'https://github.com/waypost/waypost/blob/main/docs/n8n.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'http://127.0.0.1:9297',
			placeholder: 'e.g. http://127.0.0.1:9297',
			hint: 'The address that "waypost start" prints. In Docker: http:// and the name of its container, with the port.',
			description:
				'Address of the Waypost daemon, as n8n reaches it. From inside a Docker container, 127.0.0.1 is the container itself.',
			required: true,
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Make one for n8n alone: <code>waypost keys create n8n --preset automation</code>. Do not use the admin key.',
			required: true,
		},
		{
			displayName: 'Allow Self-Signed Certificate',
			name: 'allowSelfSigned',
			type: 'boolean',
			default: false,
			description:
				'Whether to connect over HTTPS even when the certificate of the daemon cannot be checked',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{ $credentials.apiKey.trim() }}' } },
	};
}
