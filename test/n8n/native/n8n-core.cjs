// A test file that asks for jest's plain environment gets a fresh one of its own.
module.exports = globalThis.requireFromN8n
	? globalThis.requireFromN8n('n8n-core')
	: require('../../../node_modules/n8n-core');
