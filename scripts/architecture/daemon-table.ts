import { ANY_LIBRARY, type ImportRule } from './rule.ts';

const DAEMON = 'packages/daemon/src';

/** Folders that features stand on; every other folder is a feature. */
const BASE = ['http', 'whatsapp', 'events', 'storage', 'outbound', 'runtime'] as const;
const inBase = (...folders: (typeof BASE)[number][]) =>
	folders.map((folder) => `${DAEMON}/${folder}/**`);
const FEATURES = `${DAEMON}/!(${BASE.join('|')})/**`;
const OWN_FEATURE = `${DAEMON}/{feature}/**`;
const SERVICES = `${DAEMON}/!(${BASE.join('|')})/*.service.ts`;
const STORES = `${DAEMON}/**/*.store.ts`;
const ROUTES = `${DAEMON}/**/*.routes.ts`;
/** They write to an open HTTP answer for as long as it lives: the long half of a route. */
const STREAMS = `${DAEMON}/**/*-{stream,streams}.ts`;
const WHATSAPP_PORT = `${DAEMON}/whatsapp/whatsapp-connection.ts`;
const COMPOSITION = `${DAEMON}/{daemon,index}.ts`;
const CONFIG = `${DAEMON}/config.ts`;

/** Who makes a request: known wherever requests are handled. */
const CALLER = `${DAEMON}/keys/caller.ts`;
const FEATURES_BUT_CALLER = [
	`${DAEMON}/!(${[...BASE, 'keys'].join('|')})/**`,
	`${DAEMON}/keys/!(caller).ts`,
];

/**
 * Pure files of one feature whose words another feature speaks too. A new one is added on purpose,
 * or moves to `runtime/` when it is nobody's in particular.
 */
const SHARED_WORDS = [
	CALLER,
	`${DAEMON}/messages/recipient.ts`,
	`${DAEMON}/sessions/session-state.ts`,
];

/** Who may import whom inside the daemon. Tests may import anything. */
export const INSIDE_DAEMON: readonly ImportRule[] = [
	{
		name: 'in the daemon only whatsapp/ imports Baileys',
		files: [`${DAEMON}/**`],
		except: inBase('whatsapp'),
		never: ['@whiskeysockets/baileys'],
		broken: [
			{
				path: `${DAEMON}/messages/a.ts`,
				text: "import type { proto } from '@whiskeysockets/baileys';",
			},
		],
	},
	{
		name: 'in the daemon only http/, routes and streams know Express',
		files: [`${DAEMON}/**`],
		except: [...inBase('http'), ROUTES, STREAMS, COMPOSITION],
		never: ['express', 'multer', 'helmet', 'express-rate-limit'],
		broken: [
			{
				path: `${DAEMON}/sessions/sessions.service.ts`,
				text: "import type { Request } from 'express';",
			},
		],
	},
	{
		name: 'only storage/ opens databases',
		files: [`${DAEMON}/**`],
		except: inBase('storage'),
		never: ['node:sqlite', 'keyv', '@keyv/*'],
		broken: [
			{ path: `${DAEMON}/events/a.ts`, text: "import { DatabaseSync } from 'node:sqlite';" },
		],
	},
	{
		name: 'routes use services, never stores, storage, whatsapp or the inside of another feature',
		files: [ROUTES],
		except: inBase('events'),
		only: [
			ANY_LIBRARY,
			'@waypost/contract',
			OWN_FEATURE,
			SERVICES,
			CALLER,
			...inBase('http', 'runtime'),
		],
		onlyTypes: [FEATURES, ...inBase('events', 'storage')],
		never: [STORES, ...inBase('whatsapp')],
		broken: [
			{
				path: `${DAEMON}/sessions/sessions.routes.ts`,
				text: "import type { SessionsService } from './sessions.service.js';\nimport type { SessionsStore } from './sessions.store.js';",
			},
		],
	},
	{
		name: 'features use each other through services and types, and know no HTTP',
		files: [FEATURES],
		except: [ROUTES],
		only: [
			ANY_LIBRARY,
			'@waypost/contract',
			OWN_FEATURE,
			SERVICES,
			WHATSAPP_PORT,
			...SHARED_WORDS,
			...inBase('events', 'outbound', 'runtime', 'storage'),
		],
		onlyTypes: [FEATURES, CONFIG],
		never: [ROUTES],
		broken: [
			{
				path: `${DAEMON}/messages/messages.service.ts`,
				text: "import { SessionsService } from '../sessions/sessions.service.js';\nimport { reactionTo } from '../sessions/reconnect-policy.js';",
			},
		],
	},
	{
		name: 'a store is used by its own feature alone',
		files: [`${DAEMON}/*/**`],
		never: [`${DAEMON}/!({feature})/*.store.ts`],
		broken: [
			{
				path: `${DAEMON}/messages/outbox.ts`,
				text: "import type { OutboxStore } from './outbox.store.js';\nimport type { SessionsStore } from '../sessions/sessions.store.js';",
			},
		],
	},
	{
		name: 'whatsapp/ knows no feature, no events and no HTTP',
		files: inBase('whatsapp'),
		never: [FEATURES, ...inBase('http', 'events')],
		broken: [
			{
				path: `${DAEMON}/whatsapp/a.ts`,
				text: "import { NEXT } from '../sessions/session-state.js';",
			},
		],
	},
	{
		name: 'storage/, outbound/ and runtime/ know no feature, no HTTP, no events and no WhatsApp',
		files: inBase('storage', 'outbound', 'runtime'),
		never: [FEATURES, ...inBase('http', 'events', 'whatsapp')],
		broken: [
			{
				path: `${DAEMON}/runtime/a.ts`,
				text: "import type { EventLog } from '../events/event-log.js';",
			},
		],
	},
	{
		name: 'events/ knows no feature and no WhatsApp, and http/ in its routes only',
		files: inBase('events'),
		never: [...FEATURES_BUT_CALLER, ...inBase('whatsapp', 'http')],
		except: [ROUTES],
		broken: [
			{
				path: `${DAEMON}/events/a.ts`,
				text: "import type { Caller } from '../keys/caller.js';\nimport type { Handlers } from '../http/route.js';",
			},
		],
	},
	{
		name: 'the routes of events/ know no feature and no WhatsApp',
		files: [`${DAEMON}/events/*.routes.ts`],
		never: [...FEATURES_BUT_CALLER, ...inBase('whatsapp')],
		broken: [
			{
				path: `${DAEMON}/events/events.routes.ts`,
				text: "import type { KeysService } from '../keys/keys.service.js';",
			},
		],
	},
	{
		name: 'http/ checks and answers requests, and leaves the work to features',
		files: inBase('http'),
		only: [ANY_LIBRARY, '@waypost/contract', CALLER, ...inBase('http', 'runtime')],
		onlyTypes: [FEATURES, CONFIG],
		never: [STORES, ...inBase('storage', 'whatsapp')],
		broken: [
			{
				path: `${DAEMON}/http/a.ts`,
				text: "import { KeysService } from '../keys/keys.service.js';",
			},
		],
	},
	{
		name: 'the configuration is handed on by daemon.ts: others know its types',
		files: [`${DAEMON}/*/**`],
		neverAtRunTime: [CONFIG],
		broken: [
			{
				path: `${DAEMON}/runtime/a.ts`,
				text: "import type { Config } from '../config.js';\nimport { readConfig } from '../config.js';",
			},
		],
	},
	{
		name: 'only daemon.ts puts the folders together',
		files: [`${DAEMON}/**`],
		except: [COMPOSITION],
		never: [ROUTES, COMPOSITION],
		broken: [
			{ path: `${DAEMON}/http/app.ts`, text: "import { routes } from '../keys/keys.routes.js';" },
		],
	},
];
