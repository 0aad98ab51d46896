/** What Node-RED's editor is told over its WebSocket. */
type News = readonly { topic?: string; data?: { text?: string } }[];

const LIMIT_MS = 15_000;

/**
 * Waits until a node shows a text that fits, or finds that it does, as an editor sees it. Node-RED must
 * have no login.
 */
export function shownStatus(url: string, id: string, text: RegExp): Promise<void> {
	const seen: string[] = [];
	const editor = new WebSocket(`${url.replace('http', 'ws')}/comms`);
	return new Promise<void>((resolve, reject) => {
		const timer = setTimeout(() => editor.close(), LIMIT_MS);
		editor.onopen = () => editor.send(JSON.stringify({ subscribe: 'status/#' }));
		editor.onmessage = ({ data }) => {
			for (const { topic, data: status } of [JSON.parse(String(data)) as News].flat()) {
				if (topic === `status/${id}`) seen.push(status?.text ?? '');
			}
			if (text.test(seen.at(-1) ?? '')) resolve(editor.close());
		};
		editor.onclose = () => {
			clearTimeout(timer);
			reject(new Error(`"${id}" never showed ${text}, only: ${seen.join(', ')}`));
		};
	});
}
