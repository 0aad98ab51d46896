import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { EVENT_TYPES } from '@waypost/contract';
import { readTexts } from './editor-files.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

/** Full addresses, since flows.nodered.org makes wrong ones of relative ones. */
const PAGES = /https:\/\/github\.com\/waypost\/waypost\/blob\/HEAD\/([^)#]+)(?:#([^)]+))?/g;
const PICTURES = /https:\/\/github\.com\/waypost\/waypost\/raw\/HEAD\/([^)]+)/g;

/** As GitHub makes the anchor of a heading. */
const anchorsOf = (page: string): string[] =>
	[...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replaceAll(/[^\p{L}\d -]/gu, '')
			.replaceAll(' ', '-'),
	);

test('the pages of the repository that it links to are there, with their headings', () => {
	const broken = [...README.matchAll(PAGES)].filter(([, path = '', anchor]) => {
		const file = join(REPOSITORY, path);
		if (!existsSync(file)) return true;
		return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
	});
	expect(broken.map(([address]) => address)).toEqual([]);
});

test('its pictures are there', () => {
	const pictures = [...README.matchAll(PICTURES)].map(([, path = '']) => path);
	expect(pictures.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
});

test('its links to its own headings lead there', () => {
	const links = [...README.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
	expect(links.filter((anchor) => !anchorsOf(README).includes(anchor))).toEqual([]);
});

test('it has no relative links', () => {
	const links = [...README.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
	expect(links.filter((target) => !/^(https:|#)/.test(target))).toEqual([]);
});

test('it tells of every event, by its name in the dialog', () => {
	const names = readTexts('en-US', 'waypost-in');
	const missing = EVENT_TYPES.map((type) => {
		const name = names.get(`waypost-in.event.${type.replace('.', '-')}`);
		return new RegExp(`^\\| ${name} +\\| \`${type}\``, 'm');
	}).filter((row) => !row.test(README));
	expect(missing).toEqual([]);
});

/** What the dialogs call things that the README speaks of, by the node whose texts they are. */
const LABELS: Readonly<Record<string, readonly string[]>> = {
	'waypost-config': [
		'waypost-config.label.test',
		...['session', 'to', 'file', 'kind', 'caption', 'fileName', 'mimeType', 'ttl'].map(
			(name) => `fields.${name}`,
		),
		...['waitFor', 'waitSeconds'].map((name) => `dialog.${name}`),
	],
	'waypost-link': [
		...['show-qr', 'use-pairing', 'unlink'].map((name) => `waypost-link.panel.${name}`),
		'waypost-link.label.startsByItself',
	],
	'waypost-send': ['label.kind', 'kind.msg', 'kind.reaction'].map((name) => `waypost-send.${name}`),
	'waypost-send-attachment': ['label.source', 'source.mediaPath'].map(
		(name) => `waypost-send-attachment.${name}`,
	),
	'waypost-in': [
		'label.chats',
		'label.groups',
		'label.download',
		'label.resume',
		'groups.none',
	].map((name) => `waypost-in.${name}`),
};

test.each(Object.keys(LABELS))('it calls the fields of %s as the dialogs do', (type) => {
	const texts = readTexts('en-US', type);
	const labels = LABELS[type]!.map((key) => texts.get(key));
	expect(labels.filter((label) => !README.includes(`**${label}**`))).toEqual([]);
});
