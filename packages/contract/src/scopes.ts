/** What an API key may do. `admin` includes all others. */
export const SCOPES = [
	'messages:send',
	'messages:read',
	'media:read',
	'sessions:read',
	'sessions:manage',
	'sessions:link',
	'webhooks:manage',
	'events:read',
	'keys:manage',
	'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Ready-made sets of scopes. `automation` is for n8n and Node-RED. */
export const PRESETS = {
	sender: ['messages:send', 'sessions:read'],
	automation: [
		'messages:send',
		'messages:read',
		'media:read',
		'sessions:read',
		'sessions:manage',
		'sessions:link',
		'webhooks:manage',
		'events:read',
	],
	reader: ['messages:read', 'media:read', 'sessions:read', 'events:read'],
	operator: [
		'messages:read',
		'media:read',
		'sessions:read',
		'sessions:manage',
		'sessions:link',
		'webhooks:manage',
		'events:read',
	],
	admin: ['admin'],
} as const satisfies Record<string, readonly Scope[]>;
export type Preset = keyof typeof PRESETS;
