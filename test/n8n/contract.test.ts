import { beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import type {
	CreatedWebhookEndpoint,
	Group,
	Link,
	Message,
	Page,
	Problem,
	Session,
	WaypostEvent,
	WebhookEndpoint,
} from '@waypost/contract';
import {
	ATTACHMENT_KINDS,
	ERROR_CODES,
	MAX_DELAY_SECONDS,
	MAX_TEXT_LENGTH,
	PRESETS,
	SESSION_ID,
	SendQuery,
} from '@waypost/contract';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { ERROR_TEXTS } from '../../nodes/shared/error-texts.ts';
import type * as Read from '../../nodes/shared/waypost-types.ts';
import { Engine } from './engine.ts';

/** The compiler takes it only when every answer of the daemon can be read as what the nodes expect. */
type ReadAs<Answer extends Expected, Expected> = Answer;
export type AnswersFit = [
	ReadAs<CreatedWebhookEndpoint, Read.CreatedWebhookEndpoint>,
	ReadAs<Group, Read.Group>,
	ReadAs<Link, Read.Link>,
	ReadAs<Message, Read.Message>,
	ReadAs<Page<Session>, Read.List<Read.Session>>,
	ReadAs<Problem, Read.Problem>,
	ReadAs<Session, Read.Session>,
	ReadAs<WaypostEvent, Read.WaypostEvent>,
	ReadAs<WebhookEndpoint, Read.WebhookEndpoint>,
];

let engine: Engine;
beforeAll(async () => {
	engine = await Engine.start(join(import.meta.dirname, '../..'));
});

/** Codes that no node can meet, and why: no text is kept for them. */
const NEVER_MET: Readonly<Record<string, string>> = {
	DELIVERY_NOT_FOUND: 'No node asks for deliveries.',
	EVENTS_EXPIRED: 'Nodes get events by webhook and do not read the log.',
	IDEMPOTENCY_KEY_INVALID: 'Nodes make the keys themselves.',
	KEY_NOT_FOUND: 'Nodes do not manage keys.',
	LINK_PAGE_NOT_FOUND: 'Only the browser of the person with the phone opens that page.',
	METHOD_NOT_ALLOWED: 'Nodes choose the method themselves.',
	ORIGIN_NOT_ALLOWED: 'Only browsers send an origin.',
	UNSUPPORTED_MEDIA_TYPE: 'Nodes choose the type themselves.',
	WEBHOOK_NOT_FOUND: 'The nodes that register an endpoint take it for what it is: gone.',
};

describe('Words for the errors of the daemon', () => {
	const codes = ERROR_CODES.filter((code) => !(code in NEVER_MET));

	test.each(codes)('%s has a title and says what to do', (code) => {
		expect(ERROR_TEXTS).toHaveProperty(code);
	});

	test('are kept for codes that the daemon has, and for no others', () => {
		expect(Object.keys(ERROR_TEXTS).sort()).toEqual([...codes].sort());
	});

	test('name the length of a text that the daemon takes', () => {
		expect(ERROR_TEXTS['TEXT_TOO_LONG']?.todo).toContain(MAX_TEXT_LENGTH.toLocaleString('en'));
	});
});

type Described = INodeProperties | INodePropertyCollection | INodePropertyOptions;

/** All parameters of a node, those inside of collections included. */
function parametersOf(node: string): INodeProperties[] {
	const inside = (described: Described): INodeProperties[] => {
		const children = [
			...('options' in described ? (described.options ?? []) : []),
			...('values' in described ? described.values : []),
		];
		return [...('type' in described ? [described] : []), ...children.flatMap(inside)];
	};
	return engine.nodeType(node).description.properties.flatMap(inside);
}

function parameter(node: string, name: string): INodeProperties {
	const found = parametersOf(node).find((property) => property.name === name);
	if (!found) throw new Error(`${node} has no parameter ${name}.`);
	return found;
}

const valuesOf = (node: string, name: string): unknown[] =>
	(parameter(node, name).options as INodePropertyOptions[]).map(({ value }) => value);

describe('What the nodes offer is what the daemon takes', () => {
	test('Send As: every kind of attachment, or the one the content says', () => {
		expect(valuesOf('sendAttachment', 'sendAs').sort()).toEqual(
			['auto', ...ATTACHMENT_KINDS].sort(),
		);
	});

	test.each(['sendMessage', 'sendAttachment'])(
		'Wait For of %s: what the daemon can wait for',
		(node) => {
			expect(valuesOf(node, 'waitFor').sort()).toEqual(
				['accepted', ...SendQuery.shape.wait.unwrap().options].sort(),
			);
		},
	);

	test.each(['sendMessage', 'sendAttachment'])(
		'Wait For (Seconds) of %s: as long as it waits',
		(node) => {
			const { maxValue } = parameter(node, 'waitSeconds').typeOptions!;
			expect(SendQuery.safeParse({ timeout: maxValue }).success).toBe(true);
			expect(SendQuery.safeParse({ timeout: maxValue! + 1 }).success).toBe(false);
		},
	);

	test.each(['sendMessage', 'sendAttachment'])(
		'Time to Live of %s: as long as it keeps a message',
		(node) => {
			expect(parameter(node, 'ttlMinutes').typeOptions?.maxValue).toBe(MAX_DELAY_SECONDS / 60);
		},
	);

	test.each(['linkWhatsApp', 'sendMessage', 'sendAttachment'])(
		'Session By ID of %s: the ids a session can have',
		(node) => {
			const mode = parameter(node, 'session').modes?.find(({ name }) => name === 'id');
			const [validation] = mode?.validation ?? [];
			expect(validation).toMatchObject({ properties: { regex: SESSION_ID.source } });
		},
	);

	test('the preset that the credential names has every scope that nodes need', () => {
		const hint = engine.loaders[0]?.credentialTypes['waypostApi']?.type.properties.find(
			({ name }) => name === 'apiKey',
		)?.hint;
		expect(hint).toContain('--preset automation');
		expect(PRESETS.automation).toEqual(
			expect.arrayContaining([
				...['messages:send', 'messages:read', 'media:read', 'webhooks:manage'],
				...['sessions:read', 'sessions:manage', 'sessions:link'],
			]),
		);
	});
});
