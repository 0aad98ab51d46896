import { render } from 'preact';
import { LiveRegion } from './base/announce.js';
import { Page } from './state/context.js';
import { Layout } from './state/layout.js';
import { SandboxView } from './state/sandbox-view.js';
import { Workspace } from './workspace.js';

const sandbox = new SandboxView();
const layout = new Layout(sandbox);
// A file that falls beside the place it was meant for would otherwise take the page's place.
for (const type of ['dragover', 'drop']) {
	document.addEventListener(type, (event) => event.preventDefault());
}

const root = document.getElementById('page');

if (root) {
	render(
		<Page.Provider value={{ sandbox, layout }}>
			<Workspace />
			<LiveRegion />
		</Page.Provider>,
		root,
	);
}
