/**
 * The panel that links a phone: QR code with countdown, pairing code, unlink. Shown in the dialog of
 * Link WhatsApp and behind its button. Requests go through jQuery, which adds the editor's token, and
 * to Node-RED alone, which asks the daemon.
 */
(function () {
	const QUICK_MS = 1500;
	const CALM_MS = 4000;

	// Looked up when it is used: the editor loads scripts in any order.
	const text = (key, values) => window.WaypostLinkParts.text(key, values);

	/** What is told of a state, with its reason where that says more. */
	function sentenceOf({ state, reason, phoneNumber, code }, mayCreate) {
		const isMissing = state === 'missing';
		const key = isMissing && !mayCreate ? 'missing-stays' : state;
		if (state === 'linking' && code) return text(code.method === 'qr' ? 'scan' : 'type');
		const said = text('state.' + key, { phoneNumber: phoneNumber || '?' });
		if (!reason || reason.code === 'by-user' || isOnItsWay({ state })) return said;
		const why = text('reason.' + reason.code, { defaultValue: reason.sentence });
		return said + ' ' + why;
	}

	const isLinked = ({ state }) => ['connected', 'reconnecting', 'stopped'].includes(state);
	const isOnItsWay = ({ state }) => state === 'linking' || state === 'connecting';

	/** What a refused request means, in words for people. */
	function whyNot({ status, responseJSON }) {
		if (status === 401 || status === 403) return text('no-permission');
		const { code, error } = responseJSON || {};
		if (code === 'NOT_DEPLOYED') return text('deploy-first');
		return window.WaypostDialogs.errorText(code) || error || text('no-answer');
	}

	/**
	 * Makes a panel, which asks for news for as long as it is in the document.
	 *
	 * @param config - gives the id of the config node as it is chosen now.
	 * @param session - gives the id of the session.
	 * @param mayCreate - says whether a session that is missing is made.
	 * @param startsNow - asks for a QR code at once when no phone is linked.
	 */
	function createLinkPanel({ config, session, mayCreate, startsNow }) {
		const parts = window.WaypostLinkParts.createParts();
		let timer = null;
		let expiresAt = 0;
		let isBusy = false;
		let mayStart = startsNow === true;
		let asked = 0;

		const isShown = () => document.contains(parts.panel[0]);

		function pathOf(verb) {
			const configId = config();
			const sessionId = (session() || '').trim();
			if (!configId || configId === '_ADD_' || !sessionId) return null;
			return ['waypost', configId, 'sessions', sessionId, verb].map(encodeURIComponent).join('/');
		}

		function hideCode() {
			expiresAt = 0;
			parts.qr.removeAttr('src');
			parts.code.text('');
			parts.shownWithCode.hide();
		}

		/** Said once, or a screen reader would say it at every look. */
		function say(sentence) {
			if (parts.state.text() !== sentence) parts.state.text(sentence);
		}

		function tell(sentence) {
			hideCode();
			parts.showQr.add(parts.usePairing).add(parts.unlink).add(parts.pairing).hide();
			parts.question.hide();
			say(sentence);
		}

		function show(view) {
			const { code, state } = view;
			say(sentenceOf(view, mayCreate()));
			if (code) showCode(code);
			else hideCode();
			const mayLink =
				state === 'unlinked' || state === 'linking' || (state === 'missing' && mayCreate());
			parts.showQr.toggle(mayLink && !(code && code.method === 'qr'));
			parts.usePairing.toggle(mayLink && !parts.pairing.is(':visible'));
			if (!mayLink) parts.pairing.hide();
			parts.unlink.toggle(isLinked(view) && !parts.question.is(':visible'));
			if (!isLinked(view)) parts.question.hide();
			if (mayStart && (state === 'unlinked' || state === 'missing') && mayLink) start('qr');
			mayStart = false;
		}

		function showCode({ method, qrImage, pairingCode, secondsLeft }) {
			expiresAt = Date.now() + secondsLeft * 1000;
			parts.qr.toggle(qrImage !== null);
			if (qrImage !== null && parts.qr.attr('src') !== qrImage) parts.qr.attr('src', qrImage);
			parts.code.toggle(pairingCode !== null).text(pairingCode || '');
			parts.steps.show().text(text(method === 'qr' ? 'steps-qr' : 'steps-code'));
			if (method === 'code') parts.pairing.hide();
			count();
		}

		/** Never leaves a code on the screen that the phone would refuse. */
		function count() {
			if (expiresAt === 0) return;
			const seconds = Math.ceil((expiresAt - Date.now()) / 1000);
			if (seconds > 0) {
				parts.countdown.show().text(text('countdown', { seconds }));
				return;
			}
			hideCode();
			parts.state.text(text('expired'));
		}

		/** Sends one request at a time; an answer that something else has overtaken is dropped. */
		function request(type, verb, data, whileWaiting) {
			const url = pathOf(verb);
			clearTimeout(timer);
			if (!url) {
				tell(text('choose-first'));
				next(QUICK_MS);
				return;
			}
			if (!RED.user.hasPermission('waypost.write')) {
				tell(text('no-permission'));
				return;
			}
			if (!window.WaypostDialogs.isDeployed(config())) {
				tell(text('deploy-first'));
				next(QUICK_MS);
				return;
			}
			const number = ++asked;
			if (whileWaiting) tell(whileWaiting);
			isBusy = type === 'POST';
			$.ajax({
				url,
				type,
				dataType: 'json',
				cache: false,
				...(data && { contentType: 'application/json', data: JSON.stringify(data) }),
			})
				.done((view) => {
					if (number !== asked || !isShown()) return;
					isBusy = false;
					if (url === pathOf(verb)) show(view);
					if (view.unlinkedAtWhatsApp === false) parts.state.text(text('remove-on-phone'));
					next(view.unlinkedAtWhatsApp === false ? 20000 : isOnItsWay(view) ? QUICK_MS : CALM_MS);
				})
				.fail((answer) => {
					if (number !== asked || !isShown()) return;
					isBusy = false;
					tell(whyNot(answer));
					if (type === 'POST') parts.showQr.show();
					// The number may be what has to be corrected.
					parts.pairing.toggle(data !== undefined && data.method === 'code');
					parts.usePairing.toggle(type === 'POST' && !parts.pairing.is(':visible'));
					// What went wrong stays to be read; a poll that fails is asked again.
					if (answer.status !== 401 && answer.status !== 403) {
						next(type === 'POST' ? 15000 : CALM_MS);
					}
				});
		}

		function next(ms) {
			clearTimeout(timer);
			timer = setTimeout(look, ms);
		}

		function look() {
			if (isShown() && !isBusy) request('GET', 'link');
		}

		function start(method) {
			const phoneNumber = method === 'code' ? parts.phoneNumber.val().trim() : undefined;
			const data = { method, phoneNumber, mayCreate: mayCreate() };
			// A small window would cut it off at the bottom.
			parts.qr.off('load').one('load', () => parts.qr[0].scrollIntoView({ block: 'nearest' }));
			request('POST', 'link', data, text('state.linking'));
		}

		parts.showQr.on('click', () => start('qr'));
		parts.usePairing.on('click', () => {
			parts.usePairing.hide();
			parts.pairing.show();
			parts.phoneNumber.trigger('focus');
		});
		parts.getPairing.on('click', () => start('code'));
		parts.phoneNumber.on('keydown', (event) => {
			if (event.key !== 'Enter') return;
			event.preventDefault();
			start('code');
		});
		parts.unlink.on('click', () => {
			parts.unlink.hide();
			parts.question.show();
			parts.keep.trigger('focus');
		});
		parts.keep.on('click', () => {
			parts.question.hide();
			parts.unlink.show();
		});
		parts.reallyUnlink.on('click', () => request('POST', 'unlink', {}, text('unlinking')));

		const clock = setInterval(() => {
			if (isShown()) return count();
			clearInterval(clock);
			clearTimeout(timer);
		}, 500);
		// The caller puts it into the document first.
		timer = setTimeout(look, 0);
		return { element: parts.panel, look: () => next(300) };
	}

	window.WaypostEditor = { createLinkPanel };
})();
