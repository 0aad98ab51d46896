import type { IExecuteFunctions } from 'n8n-workflow';
import { parameterError } from '../../shared/errors';

/** The text of a parameter. An expression may give a number, or nothing at all. */
export function textOf(context: IExecuteFunctions, itemIndex: number, name: string): string {
	const value: unknown = context.getNodeParameter(name, itemIndex, '');
	if (typeof value === 'string') return value;
	if (value === null || value === undefined) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The words of a message. @throws NodeOperationError when there are none. */
export function requiredTextOf(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	displayName: string,
): string {
	const words = textOf(context, itemIndex, name);
	if (words.trim() !== '') return words;
	throw parameterError(
		context.getNode(),
		'No text is given',
		`Fill in ${displayName}. If it is an expression, its field is empty for this item.`,
		itemIndex,
	);
}

/** @throws NodeOperationError when an expression gives something else than a number. */
export function numberOf(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	displayName: string,
): number {
	const value: unknown = context.getNodeParameter(name, itemIndex, '');
	const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value);
	if (value !== null && Number.isFinite(number)) return number;
	throw parameterError(
		context.getNode(),
		`${displayName} is not a number`,
		`Give digits with a point, such as 52.5163. If it is an expression, look at what it gives for this item.`,
		itemIndex,
	);
}

/** One entry per line; an expression may give a list. */
export function linesOf(context: IExecuteFunctions, itemIndex: number, name: string): string[] {
	const value: unknown = context.getNodeParameter(name, itemIndex, '');
	const lines = Array.isArray(value) ? value.map(String) : String(value ?? '').split('\n');
	return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** @throws NodeOperationError when empty. */
export function messageIdOf(context: IExecuteFunctions, itemIndex: number): string {
	const id = textOf(context, itemIndex, 'messageId').trim();
	if (id !== '') return id;
	throw parameterError(
		context.getNode(),
		'No message is given',
		'Fill in Message ID. If it is an expression, its field is empty for this item.',
		itemIndex,
	);
}
