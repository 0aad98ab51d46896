import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { announce } from '../base/announce.js';
import { useAction } from '../base/action.js';
import { Icon } from '../base/icon.js';
import { Problem } from '../base/problem.js';
import type { Device } from '../state/api-types.js';
import { usePage, usePhone } from '../state/context.js';
import { PairingCode } from './pairing-code.js';
import { readQr } from './read-qr.js';

/** Links a program to this phone, by its QR code (as a picture or as text) or by its pairing code. */
export function LinkDevice() {
	const { sandbox } = usePage();
	const { path } = usePhone();
	const action = useAction();
	const linked = useSignal<string | null>(null);
	const text = useSignal('');
	const code = useSignal('');
	const dropping = useSignal(false);
	const picker = useRef<HTMLInputElement>(null);
	const link = async (ask: () => Promise<Device>) => {
		linked.value = null;
		await action.run(async () => {
			const { name } = await ask();
			linked.value = name;
			text.value = '';
			code.value = '';
			announce(`Linked: ${name}`);
		});
	};
	const scan = (qr: string) => link(() => sandbox.api.post<Device>(`${path}/scan`, { qr }));
	/** True when there is a picture among what was dropped, pasted or chosen. */
	const scanFirst = (files: FileList | null | undefined): boolean => {
		const [picture] = files ?? [];
		if (!picture) return false;
		void link(async () => sandbox.api.post<Device>(`${path}/scan`, { qr: await readQr(picture) }));
		return true;
	};
	return (
		<section
			class={dropping.value ? 'stack link-device dropping' : 'stack link-device'}
			aria-label="Link a device"
			onDragOver={(event) => {
				event.preventDefault();
				dropping.value = true;
			}}
			onDragLeave={() => (dropping.value = false)}
			onDrop={(event) => {
				event.preventDefault();
				dropping.value = false;
				scanFirst(event.dataTransfer?.files);
			}}
			onPaste={(event) => {
				if (!scanFirst(event.clipboardData?.files)) return;
				event.preventDefault();
			}}
		>
			<h4>Link a device</h4>
			<button class="scan-area" type="button" onClick={() => picker.current?.click()}>
				<Icon name="qr" />
				<strong>Scan a QR code</strong>
				<span class="small dim">Drop, paste or choose a screenshot of it</span>
			</button>
			<input
				ref={picker}
				hidden
				type="file"
				accept="image/*"
				onChange={(event) => {
					const input = event.currentTarget;
					scanFirst(input.files);
					input.value = '';
				}}
			/>
			<form
				class="row nowrap"
				onSubmit={(event) => {
					event.preventDefault();
					void scan(text.value.trim());
				}}
			>
				<input
					class="input mono"
					required
					data-first
					aria-label="Text of the QR code"
					placeholder="or paste the text of the code"
					autocomplete="off"
					spellcheck={false}
					value={text}
					onInput={(event) => (text.value = event.currentTarget.value)}
				/>
				<button class="button primary" type="submit" aria-disabled={action.busy.value}>
					Scan
				</button>
			</form>
			<PairingCode
				code={code}
				busy={action.busy.value}
				onCode={(typed) =>
					void link(() => sandbox.api.post<Device>(`${path}/pairing-code`, { code: typed }))
				}
			/>
			{action.busy.value && <p class="notice">Linking…</p>}
			{linked.value !== null && <p class="notice good">{`Linked: ${linked.value}`}</p>}
			<Problem of={action} />
		</section>
	);
}
