import { useAction } from '../base/action.js';
import { Icon } from '../base/icon.js';
import { Problem } from '../base/problem.js';
import { formatMoment } from '../chat/times.js';
import { LinkDevice } from '../linking/link-device.js';
import type { Device } from '../state/api-types.js';
import { usePage, usePhone } from '../state/context.js';
import { Screen } from './screen.js';

/** The programs that are linked to this phone. */
export function DevicesScreen() {
	const { sandbox } = usePage();
	const phone = usePhone();
	const devices = phone.devices.value ?? [];
	const registered = sandbox.summary(phone.phoneNumber)?.registered ?? false;
	return (
		<Screen title={<h3 class="grow cut">Linked devices</h3>}>
			<div class="scrolled stack padded">
				{registered ? (
					<LinkDevice />
				) : (
					<p class="notice">This number is not on WhatsApp, so nothing can be linked to it.</p>
				)}
				{devices.length > 0 && (
					<section class="stack" aria-label="Linked devices">
						<h4>Linked</h4>
						<ul class="plain-list">
							{devices.map((device) => (
								<DeviceRow key={device.id} device={device} />
							))}
						</ul>
					</section>
				)}
			</div>
		</Screen>
	);
}

function DeviceRow({ device }: { readonly device: Device }) {
	const { sandbox } = usePage();
	const { path } = usePhone();
	const action = useAction();
	const { id, name, linkedAt, lastSeenAt, connected } = device;
	const seen = lastSeenAt === null ? 'not seen yet' : `last seen ${formatMoment(lastSeenAt)}`;
	return (
		<li>
			<div class="device">
				<Icon name="device" />
				<div class="grow">
					<div class="cut">
						<strong>{name}</strong>
					</div>
					<div class="small dim">{`Linked ${formatMoment(linkedAt)}`}</div>
					<div class="small">
						<span class={connected ? 'state on' : 'state'}>
							{connected ? 'Connected' : `Not connected, ${seen}`}
						</span>
					</div>
				</div>
				<button
					class="button small danger"
					type="button"
					aria-label={`Unlink ${name}, device ${id}`}
					aria-disabled={action.busy.value}
					onClick={() => void action.run(() => sandbox.api.delete(`${path}/devices/${id}`))}
				>
					Unlink
				</button>
			</div>
			<Problem of={action} />
		</li>
	);
}
