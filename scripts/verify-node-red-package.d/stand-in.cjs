/**
 * What node-red-dev asks the internet for, answered from here: loaded before it (`node --require`), so
 * that its verdict is the same everywhere. Runs in the folder where the tool is installed.
 *
 * - Its catalogue of all packages has one entry, to have a name that is taken.
 * - The latest Node-RED is the one that NODE_RED_MANIFEST, a package.json, is of: our own.
 */
const { readFileSync } = require('node:fs');
const axios = require('axios');

const { version, engines } = JSON.parse(readFileSync(process.env.NODE_RED_MANIFEST, 'utf8'));

const ANSWERS = {
	'https://catalogue.nodered.org/catalogue.json': {
		modules: [{ id: 'node-red-contrib-whatsapp-link', types: ['admin'] }],
	},
	'https://registry.npmjs.org/node-red': {
		'dist-tags': { latest: version },
		versions: { [version]: { engines } },
	},
};

axios.get = async (url) => {
	if (!(url in ANSWERS)) throw new Error(`The stand-in has no answer for ${url}`);
	return { data: ANSWERS[url] };
};
