import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { failureOf, toOutput } from '../../shared/message-item';
import type { Result } from '../../shared/run-items';
import { sendMessage } from '../../shared/send';
import { optionsOf } from '../../shared/send-options';
import { sessionOf } from '../../shared/session';
import { requestWaypost } from '../../shared/waypost-request';
import type { Message } from '../../shared/waypost-types';
import { messageIdOf, textOf, requiredTextOf } from './parameter-values';

type Operation = (context: IExecuteFunctions, itemIndex: number) => Promise<Result>;

const edit: Operation = async (context, itemIndex) => {
	const { session, path, options, isSimple } = targetOf(context, itemIndex);
	const body = { text: requiredTextOf(context, itemIndex, 'newText', 'New Text') };
	const change = { itemIndex, session, method: 'PATCH' as const, path, body, options };
	return { json: toOutput(await sendMessage(context, change), isSimple) };
};

/** A message that was not sent yet is cancelled; any other is deleted by a message of its own. */
const remove: Operation = async (context, itemIndex) => {
	const { session, path, options, isSimple } = targetOf(context, itemIndex);
	const change = { itemIndex, session, method: 'DELETE' as const, path, options };
	const message = await sendMessage(context, change);
	const isCancelled = message.status === 'cancelled';
	return {
		json: {
			...toOutput(message, isSimple),
			...(isCancelled ? { cancelled: true } : { deleted: isTaken(message) }),
		},
	};
};

const react: Operation = async (context, itemIndex) => {
	const { messageId, session, options, isSimple } = targetOf(context, itemIndex);
	const body = { reaction: { messageId, emoji: textOf(context, itemIndex, 'emoji').trim() } };
	const message = await sendMessage(context, { itemIndex, session, body, options });
	return { json: toOutput(message, isSimple) };
};

const get: Operation = async (context, itemIndex) => {
	const { session, path, isSimple } = targetOf(context, itemIndex);
	const message = await requestWaypost<Message>(context, {
		method: 'GET',
		path: `/v1/sessions/${encodeURIComponent(session)}/messages${path}`,
		itemIndex,
	});
	return { json: { ...toOutput(message, isSimple), ...(isSimple && historyOf(message)) } };
};

/** How a message came as far as it is. */
const historyOf = ({ statusHistory, error }: Message): IDataObject => ({
	statusHistory: statusHistory.map(({ status, at }) => ({ status, at })),
	...(error && failureOf(error)),
});

function targetOf(context: IExecuteFunctions, itemIndex: number) {
	const messageId = messageIdOf(context, itemIndex);
	const options = optionsOf(context, itemIndex);
	return {
		messageId,
		session: sessionOf(context, itemIndex),
		path: `/${encodeURIComponent(messageId)}`,
		options,
		isSimple: options.simplify ?? true,
	};
}

/** Whether WhatsApp has it. What still waits to be sent has changed nothing yet. */
const isTaken = ({ status }: Message): boolean => !['accepted', 'sending'].includes(status);

export const EXISTING_MESSAGE = { edit, delete: remove, react, get };
export type ExistingMessageOperation = keyof typeof EXISTING_MESSAGE;
