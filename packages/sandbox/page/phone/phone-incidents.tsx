import { announce } from '../base/announce.js';
import { useAction } from '../base/action.js';
import { Problem } from '../base/problem.js';
import { usePage, usePhone } from '../state/context.js';

interface Incident {
	readonly label: string;
	/** What a linked program sees of it. */
	readonly effect: string;
	/** Below the path of the phone. */
	readonly path: string;
	readonly body: object;
}

const INCIDENTS: readonly Incident[] = [
	{
		label: 'WhatsApp is installed anew',
		effect: 'New keys, and no linked devices any more.',
		path: '/faults/new-identity',
		body: {},
	},
	{
		label: 'Another computer takes over the link',
		effect: 'The first linked device is told that it was replaced (440).',
		path: '/faults/replaced',
		body: {},
	},
	{
		label: 'The keys of its linked device are used up',
		effect: 'Others open chats with the first one without a one-time key; it is asked for more.',
		path: '/faults/spend-keys',
		body: {},
	},
	{
		label: 'It may not write to new people',
		effect: 'WhatsApp refuses messages to people it never wrote to (463).',
		path: '/restriction',
		body: { restricted: true },
	},
	{
		label: 'It may write to everybody again',
		effect: 'That restriction ends.',
		path: '/restriction',
		body: { restricted: false },
	},
];

/** Things that happen to a number, for real ones seldom at a good moment. */
export function PhoneIncidents() {
	const { sandbox } = usePage();
	const phone = usePhone();
	const action = useAction();
	const happen = async ({ label, path, body }: Incident) => {
		if (await action.run(() => sandbox.api.post(`${phone.path}${path}`, body))) announce(label);
	};
	return (
		<section class="stack tight" aria-label="What happens to it">
			<h4>What happens to it</h4>
			<ul class="plain-list">
				{INCIDENTS.map((incident) => (
					<li key={incident.label} class="member">
						<div class="grow">
							<div>{incident.label}</div>
							<div class="dim small">{incident.effect}</div>
						</div>
						<button
							class="button small"
							type="button"
							aria-label={`Now: ${incident.label}`}
							aria-disabled={action.busy.value}
							onClick={() => void happen(incident)}
						>
							Now
						</button>
					</li>
				))}
			</ul>
			<Problem of={action} />
		</section>
	);
}
