import { dirname, join } from 'node:path';

/**
 * What the tests run: Node-RED and Node.js of this repository, and the package as it was built here.
 * `scripts/test-node-red-4` puts others in their place: NODE_RED_DIR is where Node-RED, its Node.js
 * and the test helper are installed, NODE_RED_USER_DIR where npm installed the packed package.
 */
export const USER_DIR = process.env['NODE_RED_USER_DIR'] ?? null;

/** Where Node-RED finds the package. */
export const PACKAGE = USER_DIR
	? join(USER_DIR, 'node_modules/node-red-contrib-waypost')
	: join(import.meta.dirname, '..');

/** What starts Node-RED, and the Node.js to start it with. */
export const RED = requireNative.resolve('node-red/red.js');
export const NODE = join(dirname(requireNative.resolve('node/package.json')), 'bin/node');
