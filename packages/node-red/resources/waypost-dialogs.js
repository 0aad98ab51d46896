/** What the dialogs of all nodes share. Requests go through jQuery, which adds the editor's token. */
(function () {
	const texts = 'node-red-contrib-waypost/waypost-config:';

	/** A text that all nodes share. */
	function text(key) {
		return RED._(texts + key);
	}

	/** What Node-RED answers, or a sentence on why it does not. */
	function ask(path, done) {
		$.getJSON(path)
			.done((answer) => done(answer, null))
			.fail((request) => done([], (request.responseJSON || {}).error || text('dialog.no-answer')));
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

	window.WaypostDialogs = {
		text,
		errorText,
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
		/** The session by its id alone, where no message is there to bring it. */
		savedSessionInput: () =>
			$('#node-input-session').typedInput({ default: 'str', types: [written(searchSessions)] }),
		/** One session or none, never from a message. */
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
		/** A typed input may be empty; what is there has to fit its type. */
		isEmptyOr: (type) => {
			const fits = RED.validators.typedInput(type);
			return function (value, options) {
				return value === '' || value === undefined || fits.call(this, value, options);
			};
		},
	};
})();
