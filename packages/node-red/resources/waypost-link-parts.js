/** What the panel that links a phone is made of, and its words. */
(function () {
	const CODE_STYLE = 'font:600 28px monospace;margin:12px 0;user-select:all';
	// In its own size, so that no module is wider than another; white around it, for dark themes.
	const QR_STYLE = 'display:block;max-width:100%;margin:8px auto;padding:12px;background:#fff';

	const text = (key, values) =>
		RED._('node-red-contrib-waypost/waypost-link:waypost-link.panel.' + key, values);

	function button(icon, key) {
		return $('<button type="button" class="red-ui-button"></button>')
			.append($('<i class="fa"></i>').addClass(icon), document.createTextNode(' ' + text(key)))
			.css({ margin: '4px' })
			.hide();
	}

	/** The parts of the panel. Nothing is shown before the first answer. */
	function createParts() {
		const parts = {
			panel: $('<div class="waypost-link-panel" style="text-align:center"></div>'),
			state: $('<div class="waypost-link-state" role="status" style="margin:6px 0"></div>'),
			qr: $('<img class="waypost-link-qr">').attr({ style: QR_STYLE, alt: text('qr') }),
			code: $('<div class="waypost-link-code"></div>').attr('style', CODE_STYLE),
			countdown: $('<div class="waypost-link-countdown"></div>'),
			steps: $('<div class="waypost-link-steps" style="margin:6px 0"></div>'),
			showQr: button('fa-qrcode', 'show-qr'),
			usePairing: button('fa-keyboard-o', 'use-pairing'),
			unlink: button('fa-chain-broken', 'unlink'),
			phoneNumber: $('<input type="tel" class="waypost-link-phone" style="width:180px">').attr({
				placeholder: '+49 170 0000001',
				'aria-label': text('phone-number'),
			}),
			getPairing: button('fa-arrow-right', 'get-pairing').show(),
			reallyUnlink: button('fa-chain-broken', 'really-unlink').show(),
			keep: button('fa-times', 'keep').show(),
		};
		parts.pairing = $('<div class="waypost-link-pairing"></div>')
			.append($('<div></div>').text(text('phone-number')), parts.phoneNumber, parts.getPairing)
			.hide();
		parts.question = $('<div class="waypost-link-question form-tips"></div>')
			.append($('<div></div>').text(text('question')), parts.reallyUnlink, parts.keep)
			.hide();
		parts.panel.append(
			...[parts.state, parts.steps, parts.countdown, parts.qr, parts.code, parts.pairing],
			$('<div></div>').append(parts.showQr, parts.usePairing, parts.unlink),
			parts.question,
		);
		parts.shownWithCode = parts.qr.add(parts.code).add(parts.countdown).add(parts.steps).hide();
		return parts;
	}

	window.WaypostLinkParts = { createParts, text };
})();
