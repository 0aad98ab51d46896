import { usePage, usePhone } from '../state/context.js';
import { PhoneIncidents } from './phone-incidents.js';
import { RemovePhone } from './remove-phone.js';
import { RulesForm } from './rules-form.js';
import { Screen } from './screen.js';

/** What this phone does by itself. */
export function RulesScreen() {
	const { sandbox } = usePage();
	const phone = usePhone();
	const rules = sandbox.summary(phone.phoneNumber)?.rules;
	return (
		<Screen title={<h3 class="grow cut">Settings</h3>}>
			<div class="scrolled stack padded">
				{rules && <RulesForm rules={rules} />}
				<section class="stack" aria-label="On this page">
					<h4>On this page</h4>
					<label class="check">
						<input
							type="checkbox"
							checked={phone.readsOpenChat}
							onChange={(event) => (phone.readsOpenChat.value = event.currentTarget.checked)}
						/>
						<span>Opening a chat reads it, and tells those who wrote</span>
					</label>
				</section>
				<PhoneIncidents />
				<RemovePhone />
			</div>
		</Screen>
	);
}
