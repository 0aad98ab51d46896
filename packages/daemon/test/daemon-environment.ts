/** Where a sandbox is; a sandbox in this process is one. */
interface SandboxPlace {
	readonly url: string;
	/** 64 hex digits. */
	readonly rootKey: string;
	/** Absolute path. */
	readonly caFile: string;
}

/** The WAYPOST_ variables of a daemon on a free port that speaks to this sandbox. */
export const daemonEnvironment = (
	{ url, rootKey, caFile }: SandboxPlace,
	dataDir: string,
): Record<string, string> => ({
	WAYPOST_PORT: '0',
	WAYPOST_DATA_DIR: dataDir,
	WAYPOST_WHATSAPP_URL: url,
	WAYPOST_WHATSAPP_ROOT_KEY: rootKey,
	WAYPOST_WHATSAPP_CA_FILE: caFile,
});
