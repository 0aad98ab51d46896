import { dirname, join } from 'node:path';

/** Where Node-RED keeps its own nodes, by their types. */
const FILES: Readonly<Record<string, string>> = {
	inject: 'common/20-inject.js',
	debug: 'common/21-debug.js',
	comment: 'common/90-comment.js',
	function: 'function/10-function.js',
	switch: 'function/10-switch.js',
	change: 'function/15-change.js',
	template: 'function/80-template.js',
	delay: 'function/89-delay.js',
	'http in': 'network/21-httpin.js',
	'http response': 'network/21-httpin.js',
	'mqtt in': 'network/10-mqtt.js',
	'mqtt-broker': 'network/10-mqtt.js',
	json: 'parsers/70-JSON.js',
	file: 'storage/10-file.js',
	'file in': 'storage/10-file.js',
};

/** The types of Node-RED itself that may be in a flow; the test helper brings some of them. */
export const CORE_TYPES: ReadonlySet<string> = new Set([
	...Object.keys(FILES),
	'catch',
	'complete',
	'status',
	'tab',
]);

/** What registers the nodes of Node-RED itself that a flow uses, each file once. */
export function coreNodes(types: Iterable<string>): ((RED: never) => void)[] {
	const folder = dirname(requireNative.resolve('@node-red/nodes/package.json'));
	const files = new Set([...types].map((type) => FILES[type]).filter((file) => file !== undefined));
	return [...files].map(
		(file) => requireNative(join(folder, 'core', file)) as (RED: never) => void,
	);
}
