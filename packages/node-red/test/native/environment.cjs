const { createRequire } = require('node:module');
const { join } = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

const REPOSITORY = join(__dirname, '../../../..');

/**
 * Where tests of nodes run: Node-RED and the built nodes are loaded outside of jest's modules, as
 * Node-RED itself loads them, and once per worker in place of once per file. Another Node-RED than this
 * repository's is used when NODE_RED_DIR names the folder in which it is installed.
 */
module.exports = class NodeRedEnvironment extends TestEnvironment {
	async setup() {
		await super.setup();
		this.global.requireNative = createRequire(
			join(process.env.NODE_RED_DIR ?? REPOSITORY, 'package.json'),
		);
		// Objects of jest's world are not equal to those of Node-RED's.
		this.global.toNative = (value) => JSON.parse(JSON.stringify(value));
	}
};
