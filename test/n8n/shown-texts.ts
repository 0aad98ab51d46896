import type { Phone } from '@waypost/sandbox';
import type { N8nWorld } from './n8n-world.ts';

/** What a phone displays until a text that is sent last: nothing more can come after it. */
export async function shownTexts({ waypost }: N8nWorld, phone: Phone): Promise<(string | null)[]> {
	await waypost.sendText('sales', phone.phoneNumber, 'the end');
	const texts: (string | null)[] = [];
	for (;;) {
		const { text } = await phone.nextMessage();
		if (text === 'the end') return texts;
		texts.push(text);
	}
}
