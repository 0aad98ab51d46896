import express, { type Express, type RequestHandler } from 'express';
import { SandboxError } from '../errors.js';
import { PICTURES_PATH } from '../people/profile-pictures.js';
import type { Sandbox } from '../sandbox.js';
import { isLocalClient, isLocalRequest } from '../transport/local-callers.js';
import type { World } from '../world.js';
import { devicesRoutes } from './devices.routes.js';
import { clockRoutes } from './clock.routes.js';
import { faultsRoutes } from './faults.routes.js';
import { groupsRoutes } from './groups.routes.js';
import { infoRoutes } from './info.routes.js';
import { mediaExpiryRoutes } from './media-expiry.routes.js';
import { mediaRoutes } from './media.routes.js';
import { messagesRoutes } from './messages.routes.js';
import { membershipRoutes } from './membership.routes.js';
import { observationRoutes } from './observation.routes.js';
import { pageRoutes } from './page.routes.js';
import { peopleRoutes } from './people.routes.js';
import { phoneFaultsRoutes } from './phone-faults.routes.js';
import { phonesRoutes } from './phones.routes.js';
import { picturesRoutes } from './pictures.routes.js';
import { problemHandler } from './problem.js';
import { statusesRoutes } from './statuses.routes.js';
import { settingsRoutes } from './settings.routes.js';

/** Room for an attachment of 100 MiB as base64. */
const JSON_LIMIT = 140 * 1024 * 1024;

const MEDIA_PATHS = ['/mms', '/v'];

/** The HTTP side of the port: control API, media store, phone page. */
export function controlApp(sandbox: Sandbox, world: World): Express {
	const app = express();
	app.disable('x-powered-by');
	app.disable('etag');
	app.use(MEDIA_PATHS, localOnly(isLocalClient), mediaRoutes(world.media, sandbox));
	app.use(PICTURES_PATH, localOnly(isLocalClient), picturesRoutes(world.pictures));
	app.use(localOnly(isLocalRequest));
	app.use(pageRoutes());
	app.use(express.json({ limit: JSON_LIMIT }));
	app.use(infoRoutes(sandbox), phonesRoutes(sandbox), devicesRoutes(sandbox));
	app.use(
		messagesRoutes(sandbox),
		groupsRoutes(sandbox),
		faultsRoutes(sandbox),
		phoneFaultsRoutes(sandbox),
		clockRoutes(sandbox),
		settingsRoutes(sandbox),
		observationRoutes(sandbox),
		mediaExpiryRoutes(sandbox),
		peopleRoutes(sandbox),
		membershipRoutes(sandbox),
		statusesRoutes(sandbox),
	);
	app.all('/ws/chat', () => {
		throw new SandboxError('UPGRADE_REQUIRED', 'WhatsApp clients open a WebSocket here.');
	});
	app.use((request) => {
		throw new SandboxError('NOT_FOUND', `There is no ${request.method} ${request.path} here.`);
	});
	app.use(problemHandler((error) => world.logger.error({ err: error }, 'control API failed')));
	return app;
}

function localOnly(isLocal: typeof isLocalRequest): RequestHandler {
	return (request, _response, next) => {
		const { host, origin } = request.headers;
		const [site, mode] = [request.get('sec-fetch-site'), request.get('sec-fetch-mode')];
		if (isLocal({ host, origin, site, mode })) return next();
		throw new SandboxError(
			'FORBIDDEN',
			'Only programs and pages of 127.0.0.1 or localhost may call the sandbox.',
		);
	};
}
