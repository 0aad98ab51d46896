/** The rows that the forms of the nodes are made of. */
(function () {
	const texts = 'node-red-contrib-waypost/waypost-config:';
	/** Words that are long wrap: they do not make the dialog wider. */
	const BOX_STYLE = 'display: flex; width: auto; margin-left: 119px; align-items: flex-start';

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
			`<div class="form-row ${shown}"><label for="node-input-${name}" style="${BOX_STYLE}">` +
			`<input type="checkbox" id="node-input-${name}" style="width: auto; margin: 3px 6px 0 0" />` +
			`<span style="flex: 1; width: 0" data-i18n="${label}"></span></label></div>`,
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

	window.WaypostRows = {
		/** Puts its rows into the form of a node. The editor reads it when the dialog is opened. */
		completeForm: (type) => {
			const form = $('script[data-template-name="' + type + '"]');
			form.html(withRows(form.html()));
		},
	};
})();
