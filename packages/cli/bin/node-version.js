/** The oldest Node that Waypost runs on; the same as `engines` in package.json. */
const OLDEST = [22, 19];

/**
 * What to tell the user of a Node that is too old, or null for one that will do. Plain old
 * JavaScript, so that the Node it complains about can read it.
 *
 * @param {string} version - such as `v20.20.2`
 * @returns {string | null}
 */
export function complaintAboutNode(version) {
	const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
	if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null;
	return (
		`Waypost needs Node ${OLDEST.join('.')} or newer; this is ${version}. ` +
		'Install a newer Node, or use `npm run waypost` in the checkout, which brings its own.'
	);
}
