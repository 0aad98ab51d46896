/** The link page: shows the code of one session as it changes, once the person has asked for it. */

const element = (id) => document.getElementById(id);
const RETRY_MS = 3000;

/** By the clock of this device, which need not agree with that of the daemon. */
let expiresAt = null;
let isShown = false;

function showOnly(section) {
	for (const id of ['intro', 'code', 'done', 'ended']) element(id).hidden = id !== section;
}

function render(state) {
	element('session').hidden = !state.sessionName;
	element('session').textContent = state.sessionName;
	expiresAt = state.secondsLeft === null ? null : Date.now() + state.secondsLeft * 1000;
	if (state.state === 'connected') return renderDone(state);
	if (!isShown) return showOnly('intro');
	if (state.state === 'unlinked' || state.state === 'stopped') return renderEnded(state);
	renderCode(state);
}

function renderDone({ phoneNumber }) {
	showOnly('done');
	element('linked').textContent = phoneNumber ? `Linked as ${phoneNumber}` : 'Linked';
	document.title = 'Linked';
}

function renderEnded({ reason }) {
	showOnly('ended');
	element('why').textContent = reason ?? 'There is no code to show.';
}

function renderCode({ qrImage, pairingCode, state }) {
	showOnly('code');
	const isPairing = pairingCode !== null;
	element('steps-qr').hidden = isPairing;
	element('steps-pairing').hidden = !isPairing;
	element('qr').hidden = qrImage === null;
	if (qrImage !== null) element('qr').src = qrImage;
	element('pairing').hidden = !isPairing;
	if (isPairing)
		element('pairing').textContent = `${pairingCode.slice(0, 4)}-${pairingCode.slice(4)}`;
	element('preparing').hidden = qrImage !== null || isPairing;
	element('preparing').textContent = state === 'linking' ? 'Preparing the code…' : 'Linking…';
}

function tick() {
	const seconds = expiresAt === null ? 0 : Math.ceil((expiresAt - Date.now()) / 1000);
	element('countdown').textContent = seconds > 0 ? `A new code comes in ${seconds} s.` : '';
}

/** Reads an event stream and calls `onState` for each state. */
async function readStates(response, onState) {
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	let text = '';
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		text += value;
		const blocks = text.split('\n\n');
		text = blocks.pop();
		for (const block of blocks) {
			if (block.startsWith('data: ')) onState(JSON.parse(block.slice(6)));
		}
	}
}

let connection = null;

/** Follows the session until it is linked; comes back when the line drops. */
async function follow() {
	connection?.abort();
	const controller = new AbortController();
	connection = controller;
	let isLinked = false;
	while (!isLinked && !controller.signal.aborted) {
		try {
			const response = await fetch(`${location.pathname}/state`, {
				headers: isShown ? { 'X-Waypost-Show': 'code' } : {},
				signal: controller.signal,
				cache: 'no-store',
			});
			if (response.status === 404) return renderExpired();
			if (!response.ok) throw new Error(`status ${response.status}`);
			element('status').textContent = '';
			await readStates(response, (state) => {
				isLinked = state.state === 'connected';
				render(state);
			});
		} catch {
			if (controller.signal.aborted) return;
			element('status').textContent = 'No connection to Waypost. Trying again…';
			await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
		}
	}
}

function renderExpired() {
	showOnly('ended');
	element('why').textContent =
		'This link has expired or was replaced by a newer one. Ask for a new link where you got this one.';
	element('again').hidden = true;
}

function show() {
	isShown = true;
	showOnly('code');
	void follow();
}

element('show').addEventListener('click', show);
element('again').addEventListener('click', show);
setInterval(tick, 1000);
void follow();
