import { FaultsPanel } from './panels/faults-panel.js';
import { Panel } from './panels/panel.js';
import { WireLogPanel } from './panels/wire-log-panel.js';
import { PhoneColumn } from './phone/phone-column.js';
import { FirstPhones } from './phones/first-phones.js';
import { PhoneBar } from './phones/phone-bar.js';
import { usePage } from './state/context.js';
import { TopBar } from './top-bar.js';

/** The whole page: what there is to do at the top, phones side by side, one panel beside them. */
export function Workspace() {
	const { sandbox, layout } = usePage();
	const phones = sandbox.phones.value;
	const panel = layout.panel.value;
	return (
		<div class="workspace">
			<TopBar />
			{phones && phones.length > 0 && <PhoneBar phones={phones} />}
			<div class={panel ? 'stage with-panel' : 'stage'}>
				<main class="phones" aria-label="Phones">
					{phones?.length === 0 && <FirstPhones />}
					{phones && phones.length > 0 && layout.shown.value.length === 0 && (
						<p class="nothing dim">Choose a phone above to look at it.</p>
					)}
					{layout.shown.value.map((number) => (
						<PhoneColumn key={number} phoneNumber={number} />
					))}
				</main>
				{panel === 'faults' && (
					<Panel title="Faults">
						<FaultsPanel />
					</Panel>
				)}
				{panel === 'wire-log' && (
					<Panel title="Wire log">
						<WireLogPanel />
					</Panel>
				)}
			</div>
		</div>
	);
}
