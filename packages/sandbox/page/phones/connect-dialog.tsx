import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useAction } from '../base/action.js';
import { CopyField } from '../base/copy-field.js';
import { Dialog } from '../base/dialog.js';
import { Problem } from '../base/problem.js';
import type { SandboxInfo } from '../state/api-types.js';
import { usePage } from '../state/context.js';

/** What a program needs to come here instead of to WhatsApp. */
export function ConnectDialog({ onClose }: { onClose(): void }) {
	const { sandbox } = usePage();
	const info = useSignal<SandboxInfo | null>(null);
	const action = useAction();
	useEffect(() => {
		void action.run(async () => (info.value = await sandbox.api.get<SandboxInfo>('/v1/info')));
	}, []);
	return (
		<Dialog title="Connect a program" onClose={onClose}>
			<div class="stack">
				<p>Give these to your program, then link it to a phone.</p>
				<Problem of={action} />
				{info.value && <Values {...info.value} />}
			</div>
		</Dialog>
	);
}

function Values({ url, rootKey, caFile }: SandboxInfo) {
	const environment = [
		`WAYPOST_WHATSAPP_URL=${url}`,
		`WAYPOST_WHATSAPP_ROOT_KEY=${rootKey}`,
		`WAYPOST_WHATSAPP_CA_FILE=${caFile}`,
	].join('\n');
	return (
		<>
			<CopyField label="Waypost: its environment" text={environment} lines={3} />
			<CopyField label="Other programs: address, as waWebSocketUrl of Baileys" text={url} />
			<CopyField label="Root key, as WA_CERT_DETAILS.PUBLIC_KEY of Baileys" text={rootKey} />
			<CopyField label="Certificate for attachments, as NODE_EXTRA_CA_CERTS" text={caFile} />
		</>
	);
}
