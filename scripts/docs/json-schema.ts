import { ERROR_CODES, REASON_CODES } from '@waypost/contract';

/** The part of JSON Schema that the OpenAPI document of the contract uses. */
export interface JsonSchema {
	$ref?: string;
	type?: string | string[];
	const?: unknown;
	enum?: unknown[];
	format?: string;
	description?: string;
	properties?: Record<string, JsonSchema>;
	required?: string[];
	items?: JsonSchema;
	anyOf?: JsonSchema[];
	oneOf?: JsonSchema[];
}

export type Components = Readonly<Record<string, JsonSchema>>;

/** The name a `$ref` ends with. */
export const refName = (ref: string) => ref.split('/').at(-1) ?? ref;

const isObject = (schema: JsonSchema | undefined) => schema?.properties !== undefined;

/** A type in words: `string`, `Message or null`, a list of values. Objects get a link. */
export function typeInWords(schema: JsonSchema, components: Components): string {
	if (schema.$ref) return refInWords(refName(schema.$ref), components);
	const options = schema.anyOf ?? schema.oneOf;
	if (options) return options.map((option) => typeInWords(option, components)).join(' or ');
	if (schema.enum) return listInWords(schema.enum);
	if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
	if (schema.items) return `list of ${typeInWords(schema.items, components)}`;
	if (schema.properties) return objectInWords(schema.properties, components);
	return [schema.type ?? 'anything'].flat().join(' or ');
}

function refInWords(name: string, components: Components): string {
	const schema = components[name];
	if (isObject(schema)) return `[${name}](#${name.toLowerCase()})`;
	return schema?.description ?? name;
}

/** Lists that have a page of their own. */
const LINKED_LISTS: readonly { values: readonly string[]; link: string }[] = [
	{ values: ERROR_CODES, link: '[error code](errors.md#errors)' },
	{ values: REASON_CODES, link: '[reason code](errors.md#reasons)' },
];

function listInWords(values: readonly unknown[]): string {
	const linked = LINKED_LISTS.find((list) => list.values.join() === values.join());
	return linked?.link ?? values.map((value) => `\`${String(value)}\``).join(' ');
}

const objectInWords = (properties: Record<string, JsonSchema>, components: Components) =>
	`{ ${Object.entries(properties)
		.map(([name, schema]) => `\`${name}\`: ${typeInWords(schema, components)}`)
		.join('; ')} }`;

/** Names of the object components that a schema leads to, in the order they are met. */
export function objectsWithin(
	schema: JsonSchema,
	components: Components,
	seen = new Set<string>(),
): Set<string> {
	const name = schema.$ref && refName(schema.$ref);
	if (name && !seen.has(name) && isObject(components[name])) {
		seen.add(name);
		objectsWithin(components[name] ?? {}, components, seen);
	}
	const inner = [
		...Object.values(schema.properties ?? {}),
		...(schema.anyOf ?? []),
		...(schema.oneOf ?? []),
		...(schema.items ? [schema.items] : []),
	];
	for (const part of inner) objectsWithin(part, components, seen);
	return seen;
}
