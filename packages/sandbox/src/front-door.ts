import { Connection } from './connection.js';
import { handleStanza } from './handlers/index.js';
import { handleLogin } from './handlers/login.js';
import type { ListenerOptions, UpgradeDecision } from './transport/listener.js';
import type { World } from './world.js';

type FrontDoor = Pick<
	ListenerOptions,
	'timers' | 'timeouts' | 'onClient' | 'onProblem' | 'decideUpgrade'
>;

/** Who comes in: clients become connections of the world, others are turned away, and it is said why. */
export function frontDoorOf(world: World): FrontDoor {
	let nextConnection = 1;
	return {
		timers: world.patience,
		timeouts: world.options.socketTimeouts,
		onClient(socket) {
			const connection = new Connection({
				id: nextConnection++,
				world,
				socket,
				onLogin: (from, result) => world.work.run(() => handleLogin(world, from, result)),
				onStanza: (from, stanza) => world.work.run(() => handleStanza(world, from, stanza)),
			});
			world.connections.add(connection);
		},
		onProblem(problem) {
			const nobody = { connectionId: null, phoneNumber: null, deviceId: null };
			world.logger.warn({ problem }, 'a caller was turned away');
			world.events.publish('connection.problem', { ...nobody, problem });
		},
		decideUpgrade: () => decideUpgrade(world),
	};
}

function decideUpgrade({ faults }: World): UpgradeDecision {
	const rule = faults.strikeBefore('upgrade');
	if (!rule) return { take: true };
	if (rule.hang) return { take: false, hang: true };
	return { take: false, status: rule.status, retryAfter: rule.retryAfter };
}
