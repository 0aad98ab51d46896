import { forDevice, type Route } from './handler.js';

export const messageRoutes: readonly Route[] = [
	forDevice({ tag: 'message' }, ({ world, stanza, device }) => {
		world.messages.route({ account: device.account, device }, stanza);
	}),
];
