import { Icon } from '../base/icon.js';
import { usePage } from '../state/context.js';
import type { DisplayedMessage } from '../state/api-types.js';
import { AttachmentView } from './attachment-view.js';
import { numbersIn } from './contact-card.js';
import { summaryOf } from './message-words.js';
import { partsOf } from './text-parts.js';

/** What a message says or holds. */
export function MessageBody({ message }: { readonly message: DisplayedMessage }) {
	const { kind, text, deleted, attachment, location, contacts, poll, linkPreview } = message;
	if (deleted) return <p class="words gone">This message was deleted.</p>;
	if (attachment) {
		return (
			<>
				<AttachmentView message={message} attachment={attachment} />
				{text && <Words message={message} text={text} />}
			</>
		);
	}
	if (location) return <Place {...location} />;
	if (kind === 'contact') return <Contacts contacts={contacts} />;
	if (poll) return <Poll {...poll} />;
	if (kind !== 'text') return <p class="words gone">{summaryOf(message)}</p>;
	return (
		<>
			{linkPreview && <LinkPreview {...linkPreview} />}
			<Words message={message} text={text ?? ''} />
		</>
	);
}

function Words({ message, text }: { readonly message: DisplayedMessage; readonly text: string }) {
	const { sandbox } = usePage();
	return (
		<p class="words" dir="auto">
			{partsOf(text, message.mentions, sandbox.phones.value ?? []).map((part) => {
				if (part.is === 'words') return part.text;
				if (part.is === 'mention') return <strong class="mention">{part.text}</strong>;
				return (
					<a href={part.text} target="_blank" rel="noopener noreferrer">
						{part.text}
					</a>
				);
			})}
		</p>
	);
}

function Place({ latitude, longitude, name, address }: NonNullable<DisplayedMessage['location']>) {
	return (
		<div class="in-bubble">
			<Icon name="pin" />
			<div>
				<strong>{name ?? 'Location'}</strong>
				{address !== null && <div>{address}</div>}
				<div class="small soft">{`${latitude}, ${longitude}`}</div>
			</div>
		</div>
	);
}

function Contacts({ contacts }: Pick<DisplayedMessage, 'contacts'>) {
	return (
		<>
			{contacts.map(({ name, vcard }) => (
				<div class="in-bubble" key={vcard}>
					<Icon name="person" />
					<div>
						<strong>{name || 'Contact'}</strong>
						{numbersIn(vcard).map((number) => (
							<div class="small soft" key={number}>
								{number}
							</div>
						))}
					</div>
				</div>
			))}
		</>
	);
}

function Poll({ question, options, multiple }: NonNullable<DisplayedMessage['poll']>) {
	return (
		<div class="poll">
			<strong>{question}</strong>
			<div class="small soft">{multiple ? 'Choose one or more' : 'Choose one'}</div>
			<ul>
				{options.map((option) => (
					<li key={option} class={multiple ? 'multiple' : ''}>
						{option}
					</li>
				))}
			</ul>
		</div>
	);
}

function LinkPreview({ url, title, description }: NonNullable<DisplayedMessage['linkPreview']>) {
	return (
		<div class="quote">
			<strong class="small">{title ?? url}</strong>
			{description !== null && <span class="quoted">{description}</span>}
			<span class="small soft cut">{url}</span>
		</div>
	);
}
