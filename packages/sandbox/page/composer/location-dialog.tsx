import { useSignal } from '@preact/signals';
import { TextField } from '../base/text-field.js';
import { ExtraDialog, type ExtraProps } from './extra-dialog.js';

export function LocationDialog(props: ExtraProps) {
	const latitude = useSignal('52.5163');
	const longitude = useSignal('13.3777');
	const name = useSignal('');
	const content = () => ({
		location: {
			latitude: Number(latitude.value),
			longitude: Number(longitude.value),
			...(name.value.trim() && { name: name.value.trim() }),
		},
	});
	return (
		<ExtraDialog {...props} title="Send a location" content={content}>
			<TextField label="Latitude" number required value={latitude} />
			<TextField label="Longitude" number required value={longitude} />
			<TextField label="Name of the place" value={name} />
		</ExtraDialog>
	);
}
