import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface Mail {
	from: string;
	to: string[];
	/** Header and text, as they were sent. */
	source: string;
}

const ADDRESS = /<(.*)>/;

/** An SMTP server on loopback that keeps what it is given. */
export class MailServer implements AsyncDisposable {
	readonly #server: Server;
	readonly #mails: Mail[] = [];
	#waiting: ((mail: Mail) => void) | undefined;

	private constructor() {
		this.#server = createServer((socket) => void this.#talk(socket));
	}

	static async start(): Promise<MailServer> {
		const mail = new MailServer();
		await new Promise<void>((resolve) => mail.#server.listen(0, '127.0.0.1', resolve));
		return mail;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get mails(): readonly Mail[] {
		return this.#mails;
	}

	/** The first mail, when it is there. */
	firstMail(): Promise<Mail> {
		const [first] = this.#mails;
		if (first) return Promise.resolve(first);
		return new Promise((resolve) => (this.#waiting = resolve));
	}

	async #talk(socket: Socket): Promise<void> {
		const say = (line: string) => socket.write(`${line}\r\n`);
		const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
		let mail: Mail = { from: '', to: [], source: '' };
		say('220 mail.example.com ESMTP');
		for await (const line of lines) {
			const [verb = ''] = line.toUpperCase().split(/[ :]/);
			if (verb === 'QUIT') return void socket.end('221 Bye\r\n');
			if (verb === 'MAIL') mail = { from: addressIn(line), to: [], source: '' };
			if (verb === 'RCPT') mail.to.push(addressIn(line));
			if (verb === 'DATA') {
				say('354 Go on');
				mail.source = await untilDot(lines);
				this.#mails.push(mail);
				this.#waiting?.(mail);
			}
			say('250 OK');
		}
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await new Promise((resolve) => this.#server.close(resolve));
	}
}

const addressIn = (line: string): string => ADDRESS.exec(line)?.[1] ?? '';

async function untilDot(lines: AsyncIterator<string, undefined>): Promise<string> {
	const source: string[] = [];
	for (;;) {
		const next = await lines.next();
		if (next.done === true || next.value === '.') return source.join('\n');
		source.push(next.value);
	}
}

/** The text of a mail, with the long lines that were broken for the transport put together again. */
export const textOfMail = ({ source }: Mail): string =>
	source
		.replace(/=\n/g, '')
		.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
