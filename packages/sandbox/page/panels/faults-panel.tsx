import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useAction } from '../base/action.js';
import { Icon } from '../base/icon.js';
import { Problem } from '../base/problem.js';
import type { FaultView } from '../state/api-types.js';
import { usePage } from '../state/context.js';
import { AddFault } from './add-fault.js';
import { ServerSettings } from './server-settings.js';
import { wordsOfFault } from './fault-words.js';

/** Faults strike without an event of their own, so the list is read again this often while one looks. */
const READ_AGAIN_MS = 1_500;

/** What goes wrong on purpose: what is in force, and what can be added. */
export function FaultsPanel() {
	const { sandbox } = usePage();
	const action = useAction();
	const faults = useSignal<readonly FaultView[] | null>(null);
	const read = async () => (faults.value = await sandbox.api.list<FaultView>('/v1/faults'));
	useEffect(() => {
		void action.run(read);
		const timer = setInterval(() => void read().catch(() => undefined), READ_AGAIN_MS);
		return () => clearInterval(timer);
	}, []);
	const remove = (path: string) =>
		void action.run(async () => {
			await sandbox.api.delete(path);
			await read();
		});
	return (
		<div class="scrolled stack padded">
			<AddFault onAdded={() => void action.run(read)} />
			<Problem of={action} />
			<section class="stack" aria-label="Faults in force">
				<div class="row">
					<h3 class="grow">In force</h3>
					{faults.value !== null && faults.value.length > 1 && (
						<button class="button small" type="button" onClick={() => remove('/v1/faults')}>
							Remove all
						</button>
					)}
				</div>
				{faults.value?.length === 0 && <p class="dim">Nothing goes wrong on purpose.</p>}
				<ul class="plain-list">
					{faults.value?.map((fault) => (
						<FaultRow
							key={fault.id}
							fault={fault}
							onRemove={() => remove(`/v1/faults/${fault.id}`)}
						/>
					))}
				</ul>
			</section>
			<ServerSettings />
		</div>
	);
}

function hitsInWords(hits: number): string {
	if (hits === 0) return 'has not struck yet';
	return hits === 1 ? 'struck once' : `struck ${hits} times`;
}

function FaultRow({ fault, onRemove }: { readonly fault: FaultView; onRemove(): void }) {
	const { id, hits, active, ...rule } = fault;
	const words = wordsOfFault(rule);
	return (
		<li class={active ? 'fault' : 'fault over'}>
			<div class="row nowrap">
				<div class="grow">
					<div>{words}</div>
					<div class="small dim">
						{`${id} · ${hitsInWords(hits)}`}
						{!active && ' · used up'}
					</div>
				</div>
				<button
					class="button quiet round small"
					type="button"
					aria-label={`Remove ${id}: ${words}`}
					onClick={onRemove}
				>
					<Icon name="trash" />
				</button>
			</div>
			<details>
				<summary class="small">JSON</summary>
				<pre>{JSON.stringify(rule, null, 2)}</pre>
			</details>
		</li>
	);
}
