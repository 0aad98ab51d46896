import type { Signal } from '@preact/signals';
import { Icon } from '../base/icon.js';
import { usePage } from '../state/context.js';
import type { WireFilter } from './wire-filter.js';

export interface WireFilterFormProps {
	readonly filter: Signal<WireFilter>;
	readonly paused: Signal<boolean>;
	onEmpty(): void;
}

/** What of the wire log to show, and whether it goes on. */
export function WireFilterForm({ filter, paused, onEmpty }: WireFilterFormProps) {
	const { sandbox } = usePage();
	const change = (part: Partial<WireFilter>) => (filter.value = { ...filter.value, ...part });
	const { words, direction, phoneNumber } = filter.value;
	return (
		<div class="wire-filter">
			<input
				class="input"
				type="search"
				aria-label="Words in the stanza"
				placeholder="Filter: message, receipt, 463, …"
				value={words}
				onInput={(event) => change({ words: event.currentTarget.value })}
			/>
			<select
				class="input"
				aria-label="Direction"
				value={direction}
				onChange={(event) =>
					change({ direction: event.currentTarget.value as WireFilter['direction'] })
				}
			>
				<option value="both">Both ways</option>
				<option value="from">From programs</option>
				<option value="to">To programs</option>
			</select>
			<select
				class="input"
				aria-label="Phone"
				value={phoneNumber}
				onChange={(event) => change({ phoneNumber: event.currentTarget.value })}
			>
				<option value="">Any phone</option>
				{sandbox.phones.value?.map((phone) => (
					<option key={phone.phoneNumber} value={phone.phoneNumber}>
						{phone.name}
					</option>
				))}
			</select>
			<button
				class="button"
				type="button"
				aria-pressed={paused.value}
				onClick={() => (paused.value = !paused.value)}
			>
				<Icon name={paused.value ? 'play' : 'pause'} />
				{paused.value ? 'Go on' : 'Pause'}
			</button>
			<button class="button" type="button" onClick={onEmpty}>
				Clear
			</button>
		</div>
	);
}
