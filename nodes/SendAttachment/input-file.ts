import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { parameterError } from '../shared/errors';
import { toList } from '../shared/send-options';
import type { FormFile } from './multipart';

/** A file of an item: the name of its field, or the file itself, which an expression can give. */
type Field = string | IBinaryData;

export interface InputFile {
	field: Field;
	binary: IBinaryData;
}

/**
 * The files that an item holds in the fields the user names, in that order. None is read yet.
 *
 * @throws NodeOperationError that names the fields the item has.
 */
export function inputFilesOf(context: IExecuteFunctions, itemIndex: number): InputFile[] {
	const given = context.getNodeParameter('binaryFields', itemIndex) as Field;
	const fields = typeof given === 'object' && !Array.isArray(given) ? [given] : toList(given);
	if (fields.length === 0) {
		throw parameterError(
			context.getNode(),
			'No field with a file is named',
			`Fill in Input Data Field Name. ${adviceFor(context, itemIndex)}`,
			itemIndex,
		);
	}
	return fields.map((field) => ({ field, binary: binaryOf(context, itemIndex, field) }));
}

function binaryOf(context: IExecuteFunctions, itemIndex: number, field: Field): IBinaryData {
	try {
		return context.helpers.assertBinaryData(itemIndex, field);
	} catch {
		const name = typeof field === 'string' ? `the field "${field}"` : 'Input Data Field Name';
		throw parameterError(
			context.getNode(),
			`There is no file in ${name}`,
			adviceFor(context, itemIndex),
			itemIndex,
		);
	}
}

function adviceFor(context: IExecuteFunctions, itemIndex: number): string {
	const fields = Object.keys(context.getInputData()[itemIndex]?.binary ?? {});
	return fields.length === 0
		? 'This item has no files. Put a node before this one that reads, makes or downloads the file, or choose another Source.'
		: `This item has files in: ${fields.join(', ')}. Write one of these under Input Data Field Name.`;
}

/** A stream where n8n keeps files on a disk or in a bucket; the bytes where it keeps them in memory. */
export async function readInputFile(
	context: IExecuteFunctions,
	itemIndex: number,
	{ field, binary }: InputFile,
): Promise<FormFile> {
	const file = { fileName: nameOf(binary), mimeType: binary.mimeType };
	const { helpers } = context;
	if (binary.id === undefined) {
		const content = await helpers.getBinaryDataBuffer(itemIndex, field);
		return { ...file, content, size: content.length };
	}
	try {
		const { fileSize } = await helpers.getBinaryMetadata(binary.id);
		return { ...file, content: await helpers.getBinaryStream(binary.id), size: fileSize };
	} catch {
		throw parameterError(
			context.getNode(),
			`n8n no longer has the file ${file.fileName}`,
			'Run the node that reads, makes or downloads it again. n8n deletes the files of old executions.',
			itemIndex,
		);
	}
}

function nameOf({ fileName, fileExtension, mimeType }: IBinaryData): string {
	if (fileName !== undefined && fileName.trim() !== '') return fileName;
	const extension = fileExtension ?? extensionOf(mimeType);
	return extension === '' ? 'file' : `file.${extension}`;
}

/** For types whose second half is what files of that type end with, such as `application/pdf`. */
const extensionOf = (mimeType: string): string =>
	/^[a-z]+\/([a-z0-9]{2,4})$/.exec(mimeType)?.[1] ?? '';
