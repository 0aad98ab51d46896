import { useSignal } from '@preact/signals';
import { TextField } from '../base/text-field.js';
import { ExtraDialog, type ExtraProps } from './extra-dialog.js';
import { cardOf } from '../chat/contact-card.js';

export function ContactDialog(props: ExtraProps) {
	const name = useSignal('');
	const phoneNumber = useSignal('+49170');
	const content = () => ({
		contacts: [{ name: name.value.trim(), vcard: cardOf(name.value.trim(), phoneNumber.value) }],
	});
	return (
		<ExtraDialog {...props} title="Send a contact" content={content}>
			<TextField label="Name" required value={name} />
			<TextField label="Phone number" inputMode="tel" required value={phoneNumber} />
		</ExtraDialog>
	);
}
