import tls from 'node:tls';
import { WA_CERT_DETAILS } from '@whiskeysockets/baileys';

/** Points the Baileys of this process at a sandbox, such as http://127.0.0.1:9298. */
export async function useSandbox(address) {
	const { url, rootKey } = await (await fetch(`${address}/v1/info`)).json();
	const certificate = await (await fetch(`${address}/v1/ca.pem`)).text();
	// Baileys believes no other server than the one with this key.
	WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(rootKey, 'hex');
	// Attachments go over https.
	tls.setDefaultCACertificates([...tls.getCACertificates(), certificate]);
	return { waWebSocketUrl: url };
}
