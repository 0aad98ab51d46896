import { forDevice, type Route } from './handler.js';

/** The phone's first messages must be taken before the client may say 'open', but not for longer. */
const SYNC_MS = 3_000;

export const passiveRoutes: readonly Route[] = [
	/** The client is ready for its backlog; a new device also gets the phone's first messages. */
	forDevice(
		{ tag: 'iq', xmlns: 'passive', child: 'active' },
		({ world, connection, stanza, device }) => {
			connection.answer(stanza);
			world.delivery.backlog(device);
			if (!device.fresh) return;
			device.fresh = false;
			const taken = device.account.phone.welcome(device).catch((error: unknown) => {
				world.logger.warn({ err: error }, 'a phone could not welcome its new device');
			});
			device.synced = Promise.race([
				taken,
				new Promise<void>((resolve) => world.timers.after(SYNC_MS, resolve)),
			]);
		},
	),
	forDevice({ tag: 'iq', xmlns: 'passive' }, ({ connection, stanza }) => connection.answer(stanza)),
];
