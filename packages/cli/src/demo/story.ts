import { createHash } from 'node:crypto';
import type { Link, Message, MessageStatus } from '@waypost/client';
import type { DisplayedMessage } from '@waypost/sandbox';
import qrcode from 'qrcode';
import { CommandError } from '../failure.js';
import { drawQr } from '../qr-drawing.js';
import { unlessAborted } from '../stop-request.js';
import { isTerminal, print } from '../terminal.js';
import type { DemoWorld } from './demo-world.js';
import { EventWatch } from './event-watch.js';
import type { StepPrinter } from './step-printer.js';

/** What the demo found. */
export interface StoryResult {
	/** Milliseconds from the scan to a connected session. */
	linkedMs: number;
	textStatus: MessageStatus;
	attachmentStatus: MessageStatus;
	/** The text of the answer, as the event stream brought it. */
	received: string;
}

const SESSION = 'demo';
const TEXT = 'Hello from Waypost!';
const CAPTION = 'A picture from Waypost';
const ANSWER = 'Thank you, both arrived.';

/** The way of a message that was sent, in order. */
const PROGRESS: readonly MessageStatus[] = [
	'accepted',
	'sending',
	'sent',
	'delivered',
	'read',
	'played',
];

/** Everyone who takes part in one run. */
interface Stage extends DemoWorld {
	steps: StepPrinter;
	signal: AbortSignal;
	events: EventWatch;
}

/** Links a session, sends a text and a picture, and receives an answer; throws at the first failure. */
export async function tellStory(
	world: DemoWorld,
	steps: StepPrinter,
	signal: AbortSignal,
): Promise<StoryResult> {
	const events = await EventWatch.open(world.waypost, signal);
	const stage: Stage = { ...world, steps, signal, events };
	try {
		const linkedMs = await linkSession(stage);
		const textStatus = await sendText(stage);
		const attachmentStatus = await sendPicture(stage);
		const received = await receiveAnswer(stage);
		return { linkedMs, textStatus, attachmentStatus, received };
	} finally {
		await events.close().catch(() => {});
	}
}

async function linkSession({ waypost, anna, steps, signal }: Stage): Promise<number> {
	await waypost.sessions.create({ id: SESSION, name: 'Demo' }, { signal });
	steps.done(`Session "${SESSION}" created`);
	const link = await waypost.sessions.link(SESSION, { method: 'qr' }, { signal });
	const qr = qrOf(link);
	if (isTerminal()) print(await drawQr(qr));
	steps.done('QR code shown');
	const start = performance.now();
	await unlessAborted(anna.scan(qr), signal);
	steps.done(`QR code scanned by ${anna.name}'s virtual phone`);
	const { phoneNumber } = await waypost.sessions.wait(SESSION, { timeout: 60, signal });
	const linkedMs = Math.round(performance.now() - start);
	steps.done(`Linked as ${phoneNumber ?? anna.phoneNumber} in ${linkedMs} ms`);
	return linkedMs;
}

function qrOf(link: Link): string {
	if (link.qr !== null) return link.qr;
	throw new CommandError(`The daemon showed no QR code. ${link.reason?.sentence ?? ''}`.trim(), {
		code: 'NO_QR_CODE',
	});
}

async function sendText(stage: Stage): Promise<MessageStatus> {
	const { waypost, ben, steps, signal } = stage;
	const message = await waypost.messages.sendText(SESSION, ben.phoneNumber, TEXT, { signal });
	steps.done('Text accepted');
	const status = await followMessage(stage, 'Text', message);
	await displayed(stage, (shown) => shown.text === TEXT);
	steps.done(`Text displayed by ${ben.name}'s phone: "${TEXT}"`);
	return status;
}

async function sendPicture(stage: Stage): Promise<MessageStatus> {
	const { waypost, ben, steps, signal } = stage;
	const picture = await qrcode.toBuffer('Waypost', { width: 200 });
	const message = await waypost.messages.sendAttachment(SESSION, ben.phoneNumber, picture, {
		fileName: 'waypost.png',
		mimeType: 'image/png',
		caption: CAPTION,
		signal,
	});
	steps.done('Picture accepted');
	const status = await followMessage(stage, 'Picture', message);
	const { attachment } = await displayed(stage, (shown) => shown.attachment !== null);
	const sha256 = createHash('sha256').update(picture).digest('hex');
	if (attachment?.sha256 !== sha256) {
		throw new CommandError('The picture on the other phone is not the one that was sent.', {
			code: 'PICTURE_CHANGED',
		});
	}
	steps.done(`Picture displayed by ${ben.name}'s phone, byte for byte (${picture.length} bytes)`);
	return status;
}

async function receiveAnswer({ anna, ben, events, steps, signal }: Stage): Promise<string> {
	await unlessAborted(ben.sendText(anna.phoneNumber, ANSWER), signal);
	const received = await unlessAborted(
		events.find((event) =>
			event.type === 'message.received' && event.data.message.text === ANSWER
				? event.data.message.text
				: undefined,
		),
		signal,
	);
	steps.done(`Answer received through the event stream: "${received}"`);
	return received;
}

/** Prints how the message goes on until it is delivered; throws when it fails. */
async function followMessage(
	{ events, steps, signal }: Stage,
	what: string,
	message: Message,
): Promise<MessageStatus> {
	let status: MessageStatus = 'accepted';
	for (const goal of ['sent', 'delivered'] as const) {
		const reached = PROGRESS.slice(PROGRESS.indexOf(goal));
		status = await unlessAborted(
			events.find((event) => {
				if (event.type !== 'message.status' || event.data.messageId !== message.id)
					return undefined;
				if (event.data.status === 'failed') throw messageFailed(what, event.data.error?.detail);
				return reached.includes(event.data.status) ? event.data.status : undefined;
			}),
			signal,
		);
		steps.done(`${what} ${goal}`);
	}
	return status;
}

const messageFailed = (what: string, detail = '') =>
	new CommandError(`${what} was not sent. ${detail}`.trim(), { code: 'MESSAGE_FAILED' });

/** The next message on the other phone that fits. */
const displayed = (
	{ ben, signal }: Stage,
	where: (shown: DisplayedMessage) => boolean,
): Promise<DisplayedMessage> =>
	unlessAborted(ben.nextMessage({ timeoutMs: 30_000, where }), signal);
