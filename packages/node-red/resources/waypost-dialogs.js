/** What the dialogs of all nodes share. Requests go through jQuery, which adds the editor's token. */
(function () {
	const texts = 'node-red-contrib-waypost/waypost-config:';

	/** A text that all nodes share. */
	function text(key) {
		return RED._(texts + key);
	}

	/** What a refused request means, in words for people. */
	function whyNot({ status, responseJSON }) {
		if (status === 401 || status === 403) return text('dialog.no-permission');
		return (responseJSON || {}).error || text('dialog.no-answer');
	}

	/** What Node-RED answers, or a sentence on why it does not. */
	function ask(path, done) {
		$.getJSON(path)
			.done((answer) => done(answer, null))
			.fail((request) => done([], whyNot(request)));
	}

	/** The daemon, as it is chosen in the dialog now; null when none is. */
	function chosenConfig() {
		const id = $('#node-input-config').val();
		return id && id !== '_ADD_' ? encodeURIComponent(id) : null;
	}

	/** The session, when one is written in the dialog. */
	function chosenSession() {
		const isWritten = $('#node-input-sessionType').val() === 'str';
		const session = isWritten ? $('#node-input-session').typedInput('value') : '';
		return session ? encodeURIComponent(session) : null;
	}

	const has = (name, typed) => String(name).toLowerCase().includes(typed.trim().toLowerCase());

	function searchSessions(typed, done) {
		const config = chosenConfig();
		if (!config) return done([]);
		ask('waypost/' + config + '/sessions', (sessions, error) => {
			tell('#node-input-session', error);
			done(
				sessions
					.filter(
						({ id, name, phoneNumber }) =>
							sessions.some((session) => session.id === typed) ||
							has([id, name, phoneNumber].join(' '), typed),
					)
					.map(({ id, phoneNumber }) => ({
						value: id,
						label: phoneNumber ? id + ' (' + phoneNumber + ')' : id,
					})),
			);
		});
	}

	function searchGroups(typed, done) {
		const config = chosenConfig();
		const session = chosenSession();
		if (!config || !session) return done([]);
		ask('waypost/' + config + '/sessions/' + session + '/groups', (groups) => {
			done(
				groups
					.filter(({ id, subject }) => has(id + ' ' + subject, typed))
					.map(({ id, subject }) => ({ value: id, label: subject || id })),
			);
		});
	}

	/** Writes under a row why its list is empty. */
	function tell(selector, sentence) {
		const row = $(selector).closest('.form-row');
		row.next('.waypost-hint').remove();
		if (sentence) row.after($('<div class="form-tips waypost-hint"></div>').text(sentence));
	}

	/** A written value with a list of proposals. */
	const written = (search) => ({
		value: 'str',
		label: text('dialog.written'),
		icon: 'red/images/typedInput/az.svg',
		...(search && { autoComplete: search }),
	});

	/** Shows the proposals when the field is clicked, not only when something is typed. */
	function opensByClick(name) {
		$('#node-input-' + name)
			.closest('.form-row')
			.on('click', 'input.red-ui-autoComplete', function () {
				$(this).trigger('keyup');
			});
	}

	const computed = ['msg', 'flow', 'global', 'env', 'jsonata'];

	/** Makes a typed input of `#node-input-NAME`, whose type is kept in `#node-input-NAMEType`. */
	function typedInput(name, types, byDefault) {
		$('#node-input-' + name).typedInput({
			default: byDefault,
			types,
			typeField: '#node-input-' + name + 'Type',
		});
	}

	/** What an error code means, in the language of the editor; empty when there are no words for it. */
	function errorText(code) {
		const key = texts + 'errors.' + code;
		return ['title', 'todo']
			.map((part) => RED._(key + '.' + part, { defaultValue: ' ' }).trim())
			.filter((sentence) => code && sentence)
			.map((sentence) => sentence + '.')
			.join(' ');
	}

	const labelOf = ({ name, icon, label = texts + 'fields.' + name }) =>
		`<label for="node-input-${name}" style="width: 115px"><i class="fa fa-${icon}"></i> ` +
		`<span data-i18n="${label}"></span></label> `;

	/** A row of a form; its class says when it is shown. */
	const row = (field, content) =>
		`<div class="form-row ${field.class || ''}">${labelOf(field)}${content}</div>`;

	const inputOf = ({ name, placeholder }) =>
		`<input type="text" id="node-input-${name}" style="width: 70%"` +
		(placeholder ? ` data-i18n="[placeholder]${placeholder}" />` : ' />');

	const optionsOf = ({ options, texts }) =>
		options
			.split(' ')
			.map((value) => `<option value="${value}" data-i18n="${texts}.${value}"></option>`)
			.join('');

	/** By their names, what a form writes as `<div data-row="typed" data-name="to" …></div>`. */
	const ROWS = {
		text: (field) => row(field, inputOf(field)),
		/** A value and its type, for `typedInput`. */
		typed: (field) =>
			row(field, inputOf(field) + `<input type="hidden" id="node-input-${field.name}Type" />`),
		number: (field) =>
			row(
				field,
				`<input type="number" id="node-input-${field.name}" style="width: 80px" min="1"` +
					(field.max ? ` max="${field.max}" />` : ' />'),
			),
		/** Values to choose from; `texts` leads to the text of each. */
		select: (field) =>
			row(
				field,
				`<select id="node-input-${field.name}" style="width: 70%">${optionsOf(field)}</select>`,
			),
		checkbox: ({ name, label, class: shown = '' }) =>
			`<div class="form-row ${shown}"><label for="node-input-${name}" style="width: auto">` +
			`<input type="checkbox" id="node-input-${name}" style="width: auto; margin: 0 6px 0 119px" />` +
			` <span data-i18n="${label}"></span></label></div>`,
		tip: ({ label, class: shown = '' }) =>
			`<div class="form-tips ${shown}" style="margin-bottom: 12px" data-i18n="${label}"></div>`,
		/** Name and connection, which all nodes have. */
		connection: () => `
			<div data-row="text" data-name="name" data-icon="tag"
				data-label="node-red:common.label.name"
				data-placeholder="node-red:common.label.name"></div>
			<div class="form-row">
				<label for="node-input-config" style="width: 115px">
					<i class="fa fa-plug"></i> Waypost</label>
				<input type="text" id="node-input-config" />
			</div>`,
		/** How something is sent; `waypost-new` is about what is no reaction. */
		sending: () => `
			<div class="waypost-new">
				<div data-row="typed" data-name="replyTo" data-icon="reply"></div>
				<div data-row="typed" data-name="mentions" data-icon="at"></div>
				<div data-row="typed" data-name="sendAt" data-icon="clock-o"></div>
				<div data-row="typed" data-name="ttl" data-icon="hourglass-half"></div>
				<div data-row="checkbox" data-name="typing" data-label="${texts}dialog.typing"></div>
				<div data-row="checkbox" data-name="refuseWaiting"
					data-label="${texts}dialog.refuseWaiting"></div>
			</div>
			<div data-row="select" data-name="waitFor" data-icon="check"
				data-label="${texts}dialog.waitFor"
				data-options="accepted sent delivered" data-texts="${texts}dialog"></div>
			<div data-row="number" data-name="waitSeconds" data-icon="hourglass"
				data-label="${texts}dialog.waitSeconds" data-max="60"></div>`,
	};

	function withRows(form) {
		return form.replace(/<div\s+data-row="(\w+)"([^>]*)><\/div>/g, (_tag, kind, attributes) => {
			const pairs = attributes.matchAll(/(?:data-)?(\w+)="([^"]*)"/g);
			const field = Object.fromEntries([...pairs].map(([, name, value]) => [name, value]));
			return withRows(ROWS[kind](field));
		});
	}

	window.WaypostDialogs = {
		text,
		/** Puts its rows into the form of a node. The editor reads it when the dialog is opened. */
		completeForm: (type) => {
			const form = $('script[data-template-name="' + type + '"]');
			form.html(withRows(form.html()));
		},
		labelStyle: function () {
			return this.name ? 'node_label_italic' : '';
		},
		/** Whether a value is an environment variable of Node-RED, such as `${WAYPOST_URL}`. */
		isVariable: (value) => /^\$\{[^}]+\}$/.test(value),
		errorText,
		whyNot,
		/** For `validate`: a typed input that must be filled in, unless its node does not use it. */
		needed: (name, isUsed = () => true) => {
			const fits = RED.validators.typedInput(name + 'Type');
			return function (value, options) {
				if (!isUsed(this)) return true;
				return value !== '' && value !== undefined && fits.call(this, value, options);
			};
		},
		typedInput,
		/** Any text: written, or from the message and other places. */
		textInput: (name, byDefault) => typedInput(name, ['str'].concat(computed), byDefault || 'str'),
		numberInput: (name, byDefault) =>
			typedInput(name, ['num'].concat(computed), byDefault || 'num'),
		listInput: (name, byDefault) =>
			typedInput(name, ['str', 'json'].concat(computed), byDefault || 'str'),
		/** The session, with those of the daemon to choose from. */
		sessionInput: () => {
			typedInput('session', [written(searchSessions)].concat(computed), 'str');
			opensByClick('session');
		},
		/** One session or none, where no message is there to bring it. */
		sessionChoice: () => $('#node-input-session').typedInput({ types: [written(searchSessions)] }),
		/** The recipient, with the groups of the session to choose from. */
		recipientInput: () => {
			typedInput('to', [written(searchGroups)].concat(computed), 'msg');
			opensByClick('to');
		},
		/** The options that both send nodes have. */
		sendOptions: () => {
			for (const name of ['replyTo', 'mentions', 'sendAt']) {
				typedInput(name, ['str'].concat(computed), 'msg');
			}
			typedInput('ttl', ['num'].concat(computed), 'num');
			const wait = $('#node-input-waitFor');
			const show = () =>
				$('#node-input-waitSeconds')
					.closest('.form-row')
					.toggle(wait.val() !== 'accepted');
			wait.on('change', show);
			show();
		},
	};
})();
