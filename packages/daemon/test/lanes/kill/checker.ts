import type { Waypost } from '@waypost/client';
import type { Message, WaypostEvent } from '@waypost/contract';
import type { Accepted, Line } from './burst.ts';
import type { KillWorld } from './world.ts';

/** A message that a person wrote to a session. */
export interface Incoming {
	session: string;
	whatsappId: string;
}

/** What the run came to. */
export interface Verdict {
	displayed: number;
	/** How often a message reached a phone again; it is shown once all the same. */
	copies: number;
	received: number;
	/** A sentence per broken promise. */
	broken: string[];
}

interface Shown {
	id: string;
	text: string | null;
}

/** What each promise of the specification (reliability, 4.2: I1 to I5) comes to, once all is quiet. */
export async function judge(
	world: KillWorld,
	accepted: readonly Accepted[],
	incoming: readonly Incoming[],
): Promise<Verdict> {
	const client = await world.lives.client;
	const outcomes = await outcomesOf(client, accepted);
	const shown = world.lines.map((line) => ({ line, messages: shownOn(world, line) }));
	const screens = world.people.flatMap((person) => person.messages({ direction: 'in' }));
	const told = await receivedEvents(client);
	return {
		displayed: screens.length,
		copies: screens.reduce((sum, { copies }) => sum + copies - 1, 0),
		received: told.length,
		broken: [
			...accepted.flatMap((each) => fateBroken(each, outcomes.get(each.messageId), shown)),
			...shown.flatMap(({ line, messages }) => doubled(line, messages)),
			...shown.flatMap(({ line, messages }) => disordered(line, messages, accepted)),
			...incoming.flatMap((each) => notToldOnce(each, told)),
			...told.flatMap((event) => webhookBroken(event, world)),
			...(await sessionsBroken(world, client)),
		],
	};
}

async function outcomesOf(
	client: Waypost,
	accepted: readonly Accepted[],
): Promise<Map<string, Message>> {
	const outcomes = new Map<string, Message>();
	for (const { line, messageId } of accepted) {
		outcomes.set(messageId, await client.messages.get(line.session, messageId));
	}
	return outcomes;
}

const shownOn = (world: KillWorld, { owner, person }: Line): Shown[] =>
	(world.sandbox.phone(person)?.messages({ direction: 'in' }) ?? []).filter(
		({ from }) => from === owner,
	);

async function receivedEvents(
	client: Waypost,
): Promise<Extract<WaypostEvent, { type: 'message.received' }>[]> {
	const told: Extract<WaypostEvent, { type: 'message.received' }>[] = [];
	for await (const event of client.events.listAll({ type: 'message.received' })) {
		if (event.type === 'message.received') told.push(event);
	}
	return told;
}

/** I1: displayed once; or failed with a code and not displayed, unless nobody can know. */
function fateBroken(
	{ line, text, messageId, whatsappId }: Accepted,
	message: Message | undefined,
	shown: readonly { line: Line; messages: readonly Shown[] }[],
): string[] {
	const own = shown.find((each) => each.line === line || sameLine(each.line, line))?.messages ?? [];
	const times = own.filter((each) => each.text === text).length;
	const ids = own.filter((each) => each.id === whatsappId).length;
	const status = message?.status ?? 'gone';
	const name = `I1: ${text} (${messageId}), ${status}`;
	if (status === 'failed') {
		const most = message?.error?.code === 'DELIVERY_UNKNOWN' ? 1 : 0;
		return times <= most ? [] : [`${name} ${message?.error?.code}, is displayed ${times} times`];
	}
	if (!['sent', 'delivered', 'read'].includes(status)) return [`${name}, is not settled`];
	return times === 1 && ids === 1 ? [] : [`${name}, is displayed ${times} times`];
}

const sameLine = (one: Line, other: Line): boolean =>
	one.session === other.session && one.person === other.person;

/** I2: no id twice, no two contents under one id. */
function doubled(line: Line, messages: readonly Shown[]): string[] {
	const count = (values: readonly unknown[]) => values.length - new Set(values).size;
	const ids = count(messages.map(({ id }) => id));
	const texts = count(messages.map(({ text }) => text));
	return ids + texts === 0
		? []
		: [`I2: ${line.session} to ${line.person}: ${ids} ids and ${texts} texts are shown again`];
}

/** I3: in a chat what was accepted first is displayed first. */
function disordered(
	line: Line,
	messages: readonly Shown[],
	accepted: readonly Accepted[],
): string[] {
	const order = accepted.filter((each) => sameLine(each.line, line)).map(({ text }) => text);
	const places = messages.map(({ text }) => order.indexOf(text ?? ''));
	return places.flatMap((place, n) =>
		n > 0 && place < (places[n - 1] ?? -1)
			? [`I3: ${line.session} to ${line.person}: ${messages[n]?.text} came after a later one`]
			: [],
	);
}

/** I4: in the event log once. */
function notToldOnce(
	{ session, whatsappId }: Incoming,
	told: readonly Extract<WaypostEvent, { type: 'message.received' }>[],
): string[] {
	const times = told.filter(
		(event) => event.sessionId === session && event.data.message.whatsappId === whatsappId,
	).length;
	return times === 1 ? [] : [`I4: ${whatsappId} of ${session} is ${times} times in the event log`];
}

/** I4: at the webhook once at least, always under one id. */
function webhookBroken({ id }: WaypostEvent, { target }: KillWorld): string[] {
	const ids = target.idsOf.get(id)?.size ?? 0;
	return ids === 1 ? [] : [`I4: event ${id} reached the webhook under ${ids} ids`];
}

/** I5: connected again, by the same link. */
async function sessionsBroken(world: KillWorld, client: Waypost): Promise<string[]> {
	const broken: string[] = [];
	for (const [id, owner] of world.owners) {
		const { state } = await client.sessions.get(id);
		if (state !== 'connected') broken.push(`I5: ${id} is ${state}`);
		const links = owner.devices().length;
		if (links !== 1) broken.push(`I5: ${id} has ${links} linked devices`);
	}
	return broken;
}
