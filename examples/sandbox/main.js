import { startBot } from './bot.js';
import { useSandbox } from './use-sandbox.js';

// WhatsApp, or with SANDBOX=http://127.0.0.1:9298 the sandbox: what it keeps is of the one or the other.
const { SANDBOX, BOT_DATA } = process.env;
await startBot({
	folder: BOT_DATA ?? (SANDBOX ? './bot-data-sandbox' : './bot-data'),
	server: SANDBOX ? await useSandbox(SANDBOX) : {},
	onQr: (qr) => console.log(`QR ${qr}`),
});
