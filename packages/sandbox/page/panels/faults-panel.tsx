import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useAction } from '../base/action.js';
import { sentenceOf } from '../base/api-client.js';
import { Icon } from '../base/icon.js';
import { soon } from '../base/soon.js';
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
	const readProblem = useSignal('');
	// Never two at a time: an older answer that comes later would show what is removed already.
	const read = useMemo(
		() =>
			soon(async () => {
				try {
					faults.value = await sandbox.api.list<FaultView>('/v1/faults');
					readProblem.value = '';
				} catch (error) {
					readProblem.value = sentenceOf(error);
				}
			}, 0),
		[],
	);
	useEffect(() => {
		read();
		const timer = setInterval(read, READ_AGAIN_MS);
		return () => clearInterval(timer);
	}, []);
	const remove = async (path: string) => {
		await action.run(() => sandbox.api.delete(path));
		read();
	};
	return (
		<div class="scrolled stack padded">
			<AddFault onAdded={read} />
			<Problem of={action} />
			<Problem of={{ problem: readProblem }} />
			<section class="stack" aria-label="Faults in force">
				<div class="row">
					<h3 class="grow">In force</h3>
					{faults.value !== null && faults.value.length > 1 && (
						<button
							class="button small"
							type="button"
							aria-disabled={action.busy.value}
							onClick={() => void remove('/v1/faults')}
						>
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
							busy={action.busy.value}
							onRemove={() => void remove(`/v1/faults/${fault.id}`)}
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

interface FaultRowProps {
	readonly fault: FaultView;
	readonly busy: boolean;
	onRemove(): void;
}

function FaultRow({ fault, busy, onRemove }: FaultRowProps) {
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
					aria-disabled={busy}
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
