/**
 * A fetch that looks at the first block of an event stream: when the stream begins with new events,
 * the daemon says there which event they come after. The client uses it and keeps it to itself.
 */
export function fetchNoting(onPosition: (eventId: string) => void): typeof fetch {
	return async (input, init) => {
		const response = await fetch(input, init);
		const type = response.headers.get('content-type') ?? '';
		if (!response.ok || !response.body || !type.startsWith('text/event-stream')) return response;
		const { status, headers } = response;
		return new Response(response.body.pipeThrough(firstBlock(onPosition)), { status, headers });
	};
}

function firstBlock(onPosition: (eventId: string) => void) {
	const decoder = new TextDecoder();
	let text = '';
	let isOver = false;
	return new TransformStream<Uint8Array, Uint8Array>({
		transform(bytes, controller) {
			if (!isOver) {
				text += decoder.decode(bytes, { stream: true });
				isOver = text.includes('\n\n');
				const [, eventId] = /^id: (\S+)\n\n/.exec(text) ?? [];
				if (eventId !== undefined) onPosition(eventId);
			}
			controller.enqueue(bytes);
		},
	});
}
