import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useAction } from '../base/action.js';
import { announce } from '../base/announce.js';
import { Problem } from '../base/problem.js';
import { TextField } from '../base/text-field.js';
import type { SettingsValues } from '../state/api-types.js';
import { usePage } from '../state/context.js';

/** How WhatsApp itself behaves here, while nothing goes wrong. */
export function ServerSettings() {
	const { sandbox } = usePage();
	const action = useAction();
	const ackDelay = useSignal('0');
	const receiptDelay = useSignal('0');
	const minVersion = useSignal('');
	const passkey = useSignal(false);
	const show = (settings: SettingsValues) => {
		ackDelay.value = String(settings.ackDelayMs);
		receiptDelay.value = String(settings.receiptDelayMs);
		minVersion.value = settings.minVersion ?? '';
		passkey.value = settings.passkey;
	};
	useEffect(() => {
		void action.run(async () => show(await sandbox.api.get<SettingsValues>('/v1/settings')));
	}, []);
	const save = async () => {
		const saved = await action.run(async () =>
			show(
				await sandbox.api.patch<SettingsValues>('/v1/settings', {
					ackDelayMs: Number(ackDelay.value),
					receiptDelayMs: Number(receiptDelay.value),
					minVersion: minVersion.value.trim() || null,
					passkey: passkey.value,
				}),
			),
		);
		if (saved) announce('Saved');
	};
	return (
		<details class="server-settings">
			<summary>How WhatsApp behaves otherwise</summary>
			<form
				class="stack"
				aria-label="How WhatsApp behaves otherwise"
				onSubmit={(event) => {
					event.preventDefault();
					void save();
				}}
			>
				<TextField label="Milliseconds until a message is confirmed" number value={ackDelay} />
				<TextField label="Milliseconds until a receipt comes" number value={receiptDelay} />
				<TextField
					label="Oldest version of a program that may come"
					placeholder="Any"
					value={minVersion}
				/>
				<label class="check">
					<input
						type="checkbox"
						checked={passkey}
						onChange={(event) => (passkey.value = event.currentTarget.checked)}
					/>
					<span>Linking asks for a passkey, which no program can give</span>
				</label>
				<Problem of={action} />
				<div class="row end">
					<button class="button" type="submit" disabled={action.busy.value}>
						Save
					</button>
				</div>
			</form>
		</details>
	);
}
