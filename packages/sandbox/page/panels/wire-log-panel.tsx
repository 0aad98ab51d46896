import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { soon } from '../base/soon.js';
import { formatExactTime } from '../chat/times.js';
import type { WireLogEntry } from '../state/api-types.js';
import { usePage } from '../state/context.js';
import { headOf, toXml } from './stanza-xml.js';
import { fitsFilter, type WireFilter } from './wire-filter.js';
import { ProblemsSeen } from './problems-seen.js';
import { WireFilterForm } from './wire-filter-form.js';

/** A second stream would take another of the few connections a browser has for one server. */
const READ_AGAIN_MS = 600;
const KEPT = 2_000;
const SHOWN = 300;

/** Every stanza between programs and sandbox, the latest first. */
export function WireLogPanel() {
	const { sandbox } = usePage();
	const entries = useSignal<readonly WireLogEntry[]>([]);
	const paused = useSignal(false);
	const filter = useSignal<WireFilter>({ words: '', direction: 'both', phoneNumber: '' });
	useEffect(() => {
		let last = 0;
		const read = async () => {
			if (paused.peek()) return;
			const path = `/v1/stanzas?limit=1000&after=${last}`;
			const { data } = await sandbox.api.get<{ data: WireLogEntry[] }>(path);
			if (data.length === 0 || paused.peek()) return;
			last = data.at(-1)?.seq ?? last;
			entries.value = [...entries.value, ...data].slice(-KEPT);
		};
		const readNow = soon(() => read().catch(() => undefined), 0);
		readNow();
		const timer = setInterval(readNow, READ_AGAIN_MS);
		return () => clearInterval(timer);
	}, []);
	const fitting = useComputed(() =>
		entries.value
			.filter((entry) => fitsFilter(entry, filter.value))
			.slice(-SHOWN)
			.reverse(),
	);
	return (
		<>
			<WireFilterForm filter={filter} paused={paused} onEmpty={() => (entries.value = [])} />
			<ProblemsSeen />
			<div class="scrolled wire" role="region" aria-label="Stanzas, the latest first" tabIndex={0}>
				{fitting.value.length === 0 && (
					<p class="nothing dim">
						{entries.value.length === 0 ? 'Nothing on the wire yet.' : 'Nothing fits the filter.'}
					</p>
				)}
				<ol>
					{fitting.value.map((entry) => (
						<WireRow key={entry.seq} entry={entry} />
					))}
				</ol>
			</div>
		</>
	);
}

function WireRow({ entry }: { readonly entry: WireLogEntry }) {
	const { sandbox } = usePage();
	const open = useSignal(false);
	const { direction, stanza, at, phoneNumber, deviceId, connectionId, fault } = entry;
	const who =
		phoneNumber === null
			? `connection ${connectionId}`
			: `${sandbox.nameOf(phoneNumber)}, device ${deviceId ?? '?'}`;
	return (
		<li class={`stanza ${direction}`}>
			<details onToggle={(event) => (open.value = event.currentTarget.open)}>
				<summary>
					<span class="way">{direction === 'in' ? 'from' : 'to'}</span>
					<code class="tag">{stanza.tag}</code>
					<code class="cut grow head">{headOf(stanza)}</code>
					{fault !== null && <span class="badge soft">{fault}</span>}
					<span class="below dim small cut">{`${formatExactTime(at)} · ${who}`}</span>
				</summary>
				{open.value && <pre>{toXml(stanza)}</pre>}
			</details>
		</li>
	);
}
