import { join } from 'node:path';

declare global {
	/** Of the folder that they are installed in; given by `environment.cjs`. */
	var n8nNodesFolder: string;
}

/** Directories of the packages with n8n's own nodes. */
export const BUILT_IN_PACKAGES = [
	join(n8nNodesFolder, 'n8n-nodes-base'),
	join(n8nNodesFolder, '@n8n/n8n-nodes-langchain'),
];
