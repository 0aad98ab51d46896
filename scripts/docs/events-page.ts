import { createOpenApiDocument } from '@waypost/contract';
import { objectsWithin, typeInWords, type Components, type JsonSchema } from './json-schema.ts';
import { generatedFrom, table } from './markdown.ts';

const fieldTable = (schema: JsonSchema, components: Components) =>
	table(
		['field', 'type', 'meaning'],
		Object.entries(schema.properties ?? {}).map(([name, field]) => [
			`\`${name}\`${schema.required?.includes(name) ? '' : ' (may be absent)'}`,
			typeInWords(field, components),
			field.description ?? '',
		]),
	);

function eventSection(event: JsonSchema, components: Components): string {
	const { type, data } = event.properties ?? {};
	if (typeof type?.const !== 'string' || !data) {
		throw new Error('An event of the contract has no `type` or no `data`: see events.ts.');
	}
	return `### \`${type.const}\`\n\n${data.description ?? ''}\n\n${fieldTable(data, components)}`;
}

/** `docs/events.md`: every event of the contract, with what it carries. */
export function eventsPage(): string {
	const components = (createOpenApiDocument('').components?.schemas ?? {}) as Components;
	const events = components['Event']?.oneOf ?? [];
	const shapes = [...objectsWithin({ oneOf: events }, components)].map(
		(name) => `### ${name}\n\n${fieldTable(components[name] ?? {}, components)}`,
	);
	return `${generatedFrom('packages/contract/src/events.ts')}

# Events

Every event has the same envelope: \`id\`, \`type\`, \`sessionId\`, \`at\` (ISO 8601, UTC) and \`data\`. The \`id\` is unique for ever and sorts by time. An event is in the log before anybody hears of it; \`GET /v1/events\` pages through the log, and the same address with \`Accept: text/event-stream\` is a stream that resumes from \`Last-Event-ID\`. Events stay in the log for 30 days (\`WAYPOST_EVENT_RETENTION\`). Whoever goes on after an event that has been removed is told so by [EVENTS_EXPIRED](errors.md#errors), which names the id to go on after; nothing is skipped without a word.

## Types

${events.map((event) => eventSection(event, components)).join('\n\n')}

## Shapes

${shapes.join('\n\n')}
`;
}
