import { useSignal } from '@preact/signals';
import { Icon, type IconName } from './base/icon.js';
import { AddPhone } from './phones/add-phone.js';
import { ConnectDialog } from './phones/connect-dialog.js';
import { ResetDialog } from './phones/reset-dialog.js';
import { usePage } from './state/context.js';
import type { PanelName } from './state/layout.js';

type DialogName = 'add' | 'connect' | 'reset';

/** The name of the page, and what concerns the whole sandbox. */
export function TopBar() {
	const { sandbox } = usePage();
	const dialog = useSignal<DialogName | null>(null);
	const close = () => (dialog.value = null);
	return (
		<header class="top-bar">
			<div class="brand">
				<img src="/page/icon.svg" alt="" width="28" height="28" />
				<h1>
					<span class="product">Waypost </span>sandbox
				</h1>
				{!sandbox.live.value && (
					<span class="badge soft" role="status">
						Reconnecting…
					</span>
				)}
			</div>
			<nav class="actions" aria-label="Sandbox">
				<Opener icon="plug" label="Connect" onClick={() => (dialog.value = 'connect')} />
				<Opener icon="add" label="Add phone" onClick={() => (dialog.value = 'add')} />
				<PanelOpener icon="bug" label="Faults" panel="faults" />
				<PanelOpener icon="wire" label="Wire log" panel="wire-log" />
				<Opener icon="reset" label="Reset" onClick={() => (dialog.value = 'reset')} />
			</nav>
			{dialog.value === 'add' && <AddPhone onClose={close} />}
			{dialog.value === 'connect' && <ConnectDialog onClose={close} />}
			{dialog.value === 'reset' && <ResetDialog onClose={close} />}
		</header>
	);
}

interface OpenerProps {
	readonly icon: IconName;
	readonly label: string;
}

function Opener({ icon, label, onClick }: OpenerProps & { onClick(): void }) {
	return (
		<button class="button quiet" type="button" title={label} onClick={onClick}>
			<Icon name={icon} />
			<span class="label">{label}</span>
		</button>
	);
}

function PanelOpener({ icon, label, panel }: OpenerProps & { readonly panel: PanelName }) {
	const { layout } = usePage();
	return (
		<button
			class="button quiet"
			type="button"
			title={label}
			aria-pressed={layout.panel.value === panel}
			onClick={() => layout.togglePanel(panel)}
		>
			<Icon name={icon} />
			<span class="label">{label}</span>
		</button>
	);
}
