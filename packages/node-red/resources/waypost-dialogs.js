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

	/** The connection, as it is chosen in the dialog now; null when none is, or it cannot be asked yet. */
	function chosenConfig() {
		const id = $('#node-input-config').val();
		const isChosen = Boolean(id) && id !== '_ADD_';
		const mayAsk = isChosen && isDeployed(id);
		tell('#node-input-session', isChosen && !mayAsk ? text('dialog.deploy-first') : null);
		return mayAsk ? encodeURIComponent(id) : null;
	}

	/** The session, when one is written in the dialog. */
	function chosenSession() {
		const isWritten = $('#node-input-sessionType').val() === 'str';
		const session = isWritten ? $('#node-input-session').typedInput('value') : '';
		return session ? encodeURIComponent(session) : null;
	}

	/** A connection that Node-RED does not know yet would be refused, with an error in the console. */
	const isDeployed = (configId) => RED.nodes.originalFlow().some(({ id }) => id === configId);

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

	/** Connections that a node may use: those for all flows, and those of its own. */
	function connectionsFor(flow) {
		const connections = [];
		RED.nodes.eachConfig(({ id, type, z, d }) => {
			if (type === 'waypost-config' && !d && (!z || z === flow)) connections.push(id);
		});
		return connections;
	}

	window.WaypostDialogs = {
		text,
		isDeployed,
		/** For `onadd`: a new node takes the connection, where there is one alone. */
		takeOnlyConnection: function () {
			// What is pasted or imported is in the flow already, and stays as it was.
			if (this.config || RED.nodes.node(this.id)) return;
			const [only, ...others] = connectionsFor(this.z);
			if (only && others.length === 0) this.config = only;
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
