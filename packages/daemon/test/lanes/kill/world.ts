import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Phone, type Sandbox } from '@waypost/sandbox';
import { daemonEnvironment } from '../../daemon-environment.ts';
import { DaemonLives } from './daemon-lives.ts';
import { History } from './history.ts';
import { WebhookTarget } from './webhook-target.ts';
import type { Line } from './burst.ts';

const SESSIONS = 3;
const PEOPLE = 4;

/** Who drops a message that is sent again under its id. */
export type Dedupe = 'server' | 'receiver';

/** WhatsApp, its people, and a daemon with three linked sessions. Only the daemon dies. */
export class KillWorld {
	readonly sandbox: Sandbox;
	readonly target: WebhookTarget;
	readonly lives: DaemonLives;
	readonly history: History;
	readonly owners: ReadonlyMap<string, Phone>;
	readonly people: readonly Phone[];
	readonly #dataDir: string;

	private constructor(parts: {
		sandbox: Sandbox;
		target: WebhookTarget;
		dataDir: string;
		owners: ReadonlyMap<string, Phone>;
		people: readonly Phone[];
	}) {
		this.sandbox = parts.sandbox;
		this.target = parts.target;
		this.owners = parts.owners;
		this.people = parts.people;
		this.#dataDir = parts.dataDir;
		this.history = new History();
		this.lives = new DaemonLives({
			history: this.history,
			environment: daemonEnvironment(parts.sandbox, parts.dataDir),
		});
	}

	static async start(dedupe: Dedupe): Promise<KillWorld> {
		const sandbox = await createSandbox({ port: 0, dedupe });
		const target = await WebhookTarget.listen();
		const dataDir = await mkdtemp(join(tmpdir(), 'waypost-kill-'));
		const owners = new Map<string, Phone>();
		for (let n = 1; n <= SESSIONS; n++) {
			owners.set(`session-${n}`, await sandbox.addPhone({ phoneNumber: `+49170000000${n}` }));
		}
		const people: Phone[] = [];
		for (let n = 1; n <= PEOPLE; n++) {
			people.push(await sandbox.addPhone({ phoneNumber: `+49171000000${n}` }));
		}
		const world = new KillWorld({ sandbox, target, dataDir, owners, people });
		await world.lives.start();
		await world.#link();
		return world;
	}

	/** Every session writes to every person. */
	get lines(): Line[] {
		return [...this.owners].flatMap(([session, owner]) =>
			this.people.map(({ phoneNumber }) => ({
				session,
				owner: owner.phoneNumber,
				person: phoneNumber,
			})),
		);
	}

	async close(): Promise<void> {
		await this.lives.kill();
		await this.target.close();
		await this.sandbox.close();
		await rm(this.#dataDir, { recursive: true });
	}

	async #link(): Promise<void> {
		const client = await this.lives.client;
		for (const [id, owner] of this.owners) {
			await client.sessions.create({ id });
			const { qr } = await client.sessions.link(id);
			await owner.scan(qr ?? '');
			await client.sessions.wait(id, { timeout: 30 });
		}
		await client.webhookEndpoints.create({
			url: this.target.url,
			events: ['message.received'],
		});
	}
}
