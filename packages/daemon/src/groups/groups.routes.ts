import type { Handlers } from '../http/route.js';
import type { GroupsService } from './groups.service.js';

/** `/v1/sessions/:sessionId/groups…` */
export const groupsRoutes = (groups: GroupsService): Pick<Handlers, 'listGroups' | 'getGroup'> => ({
	listGroups: async ({ params, query }) => ({
		status: 200,
		body: await groups.list(params.sessionId, query),
	}),
	getGroup: async ({ params }) => ({
		status: 200,
		body: await groups.get(params.sessionId, params.group),
	}),
});
