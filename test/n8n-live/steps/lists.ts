import assert from 'node:assert/strict';
import type { Stage, Step } from '../stage.ts';
import { session } from '../workflows.ts';

/** The nodes, and what n8n makes of them for AI agents. */
const TYPES = [
	'linkWhatsApp',
	'linkWhatsAppTool',
	'sendAttachment',
	'sendAttachmentTool',
	'sendMessage',
	'sendMessageHitlTool',
	'sendMessageTool',
	'waypostTrigger',
];

/** The lists of the panel show what there is, under names a person knows. */
export const listsStep: Step = {
	name: 'lists',
	async run({ api, sandbox, anna, ben, node, say }: Stage) {
		assert.deepEqual(await api.nodeTypes(), TYPES);
		say(`  node types: ${TYPES.join(', ')}`);

		const group = await sandbox.createGroup({
			subject: 'Book club',
			owner: anna.phoneNumber,
			members: [ben.phoneNumber],
		});
		const sender = node('Send', 'sendMessage', { session: session('sales') });

		const sessions = await api.list('searchSessions', sender);
		assert.deepEqual(sessions, [{ name: `sales: ${anna.phoneNumber}`, value: 'sales' }]);
		say(`  sessions: ${sessions.map(({ name }) => name).join('; ')}`);

		const groups = await api.list('searchGroups', sender);
		assert.deepEqual(groups, [{ name: 'Book club', value: group.id }]);
		say(`  groups: ${groups.map(({ name }) => name).join('; ')}`);
	},
};
