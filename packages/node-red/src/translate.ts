import type { NodeAPI } from 'node-red';

/** Gives the text of a key in the language of Node-RED, with `__name__` in it replaced by values. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** The texts that all nodes share are in the locales of the config node, which is always there. */
const SHARED = 'node-red-contrib-waypost/waypost-config:';

/** @param RED - of any of our node files. */
export const translatorOf =
	(RED: NodeAPI): Translate =>
	(key, values = {}) =>
		RED._(SHARED + key, values);

/** The text of a key, or null when there is none. */
export function translateIfKnown(translate: Translate, key: string): string | null {
	const text = translate(key, { defaultValue: '' });
	return text === '' ? null : text;
}
