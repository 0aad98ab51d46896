import { useSignal } from '@preact/signals';
import { useAction } from '../base/action.js';
import { Icon } from '../base/icon.js';
import { Problem } from '../base/problem.js';
import { usePage } from '../state/context.js';
import { AddPhone } from './add-phone.js';

const TWO = [
	{ phoneNumber: '+491700000001', name: 'Anna' },
	{ phoneNumber: '+491700000002', name: 'Ben' },
];

/** What is shown while there are no phones: how to begin. */
export function FirstPhones() {
	const { sandbox } = usePage();
	const action = useAction();
	const adding = useSignal(false);
	const addTwo = () =>
		action.run(async () => {
			for (const phone of TWO) await sandbox.api.post('/v1/phones', phone);
		});
	return (
		<section class="first card stack" aria-labelledby="first">
			<h2 id="first">A WhatsApp on your own machine</h2>
			<p>
				Add phones, link your program to one of them as if it were a real phone, and write to it
				from the others. Nothing here reaches WhatsApp.
			</p>
			<ol class="steps">
				<li>Add two phones: one for your program, one for the person who writes to it.</li>
				<li>Point your program at this sandbox. “Connect”, at the top, shows how.</li>
				<li>Link it: scan its QR code, or type its pairing code.</li>
			</ol>
			<Problem of={action} />
			<div class="row">
				<button
					class="button primary"
					type="button"
					aria-disabled={action.busy.value}
					onClick={() => void addTwo()}
				>
					<Icon name="add" />
					Add two phones
				</button>
				<button class="button" type="button" onClick={() => (adding.value = true)}>
					Add one with another number
				</button>
			</div>
			{adding.value && <AddPhone onClose={() => (adding.value = false)} />}
		</section>
	);
}
