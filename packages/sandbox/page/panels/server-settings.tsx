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
	const settings = useSignal<SettingsValues | null>(null);
	useEffect(() => {
		void action.run(
			async () => (settings.value = await sandbox.api.get<SettingsValues>('/v1/settings')),
		);
	}, []);
	return (
		<details class="server-settings">
			<summary>How WhatsApp behaves otherwise</summary>
			<Problem of={action} />
			{settings.value && <SettingsForm settings={settings.value} />}
		</details>
	);
}

/** Begins with what holds now, and keeps what is typed. */
function SettingsForm({ settings }: { readonly settings: SettingsValues }) {
	const { sandbox } = usePage();
	const action = useAction();
	const ackDelay = useSignal(String(settings.ackDelayMs));
	const receiptDelay = useSignal(String(settings.receiptDelayMs));
	const minVersion = useSignal(settings.minVersion ?? '');
	const passkey = useSignal(settings.passkey);
	const save = async () => {
		const changes = {
			ackDelayMs: Number(ackDelay.value),
			receiptDelayMs: Number(receiptDelay.value),
			minVersion: minVersion.value.trim() || null,
			passkey: passkey.value,
		};
		if (await action.run(() => sandbox.api.patch('/v1/settings', changes))) announce('Saved');
	};
	return (
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
				<button class="button" type="submit" aria-disabled={action.busy.value}>
					Save
				</button>
			</div>
		</form>
	);
}
