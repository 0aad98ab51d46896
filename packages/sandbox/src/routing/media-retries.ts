import { encryptMedia, sealMediaRetry } from '../baileys/media.js';
import { toE164 } from '../phone-number.js';
import { child, stanza, type Stanza } from '../stanza/stanza.js';
import type { LinkedDevice } from '../state/linked-device.js';
import type { World } from '../world.js';

/** Error code of `<error>` in the answer: not found (proto MediaRetryNotification.ResultType). */
const NOT_FOUND = 2;

/**
 * A linked device could not download a file (`<receipt type="server-error">`): its own phone uploads
 * the file again and says where, or that it does not have it either.
 */
export async function answerMediaRetry(
	world: World,
	device: LinkedDevice,
	receipt: Stanza,
): Promise<void> {
	const id = receipt.attrs['id'] ?? '';
	const number = toE164(device.account.number);
	const file = world.keptMedia.get(number, id);
	if (!file) return answer(world, device, receipt, [stanza('error', { code: NOT_FOUND })]);
	const { blob } = await encryptMedia(file.bytes, file.kind, file.mediaKey);
	const directPath = world.media.put(blob);
	const { ciphertext, iv } = sealMediaRetry(file.mediaKey, id, directPath);
	answer(world, device, receipt, [
		stanza('encrypt', {}, [stanza('enc_p', {}, ciphertext), stanza('enc_iv', {}, iv)]),
	]);
}

function answer(world: World, device: LinkedDevice, receipt: Stanza, content: Stanza[]): void {
	const rmr = child(receipt, 'rmr');
	const attrs = {
		id: receipt.attrs['id'],
		from: device.account.toString(),
		type: 'mediaretry',
		t: world.clock.unixTime(),
	};
	const notification = stanza('notification', attrs, [
		...(rmr ? [stanza('rmr', rmr.attrs)] : []),
		...content,
	]);
	world.delivery.toDevice(device, notification);
}
