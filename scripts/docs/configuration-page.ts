import { generatedFrom, table } from './markdown.ts';

/** One setting in the text of `describeConfig`: name, then what it means, then default and example. */
const SETTING = /^(WAYPOST_\w+)\n {4}(.+)\n {4}Default: (.+?)\.? Example: (.+)$/;

/** Cuts the text for the command line into rows. */
export function settingRows(text: string): string[][] {
	return text.split(/\n(?=WAYPOST_)/).map((block) => {
		const [, variable = '', meaning = '', fallback = '', example = ''] = SETTING.exec(block) ?? [];
		if (!variable) {
			throw new Error(
				`describeConfig() writes settings in another form now: adapt SETTING in scripts/docs/configuration-page.ts. It wrote:\n${block}`,
			);
		}
		return [`\`${variable}\``, meaning, fallback, `\`${example}\``];
	});
}

/** `docs/configuration.md`: every setting of the daemon. */
export async function configurationPage(): Promise<string> {
	const { describeConfig } = await import('@waypost/daemon');
	return `${generatedFrom('packages/daemon/src/config.ts')}

# Configuration

The daemon reads these from the environment and from a file called \`.env\` in the folder it is started in; the environment wins. A value it cannot use, or a variable that begins with \`WAYPOST_\` and is not in this table, is named when the daemon starts.

${table(['variable', 'meaning', 'default', 'example'], settingRows(describeConfig()))}
`;
}
