import encodeQR from 'qr';
import sharp from 'sharp';

/** A picture of a screen with a QR code on it: small and not alone, as people take them. */
export async function screenshotOf(qr: string): Promise<Buffer> {
	const code = await sharp(Buffer.from(encodeQR(qr, 'svg', { border: 4 })))
		.resize(300, 300)
		.flatten({ background: 'white' })
		.png()
		.toBuffer();
	const screen = { width: 1280, height: 800, channels: 3 as const, background: '#20262b' };
	return sharp({ create: screen })
		.composite([{ input: code, left: 700, top: 330 }])
		.png()
		.toBuffer();
}

/** A photograph, nearly: hills and a sun. */
export function picture(): Promise<Buffer> {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">
		<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1">
			<stop offset="0" stop-color="#7fb7dd"/><stop offset="1" stop-color="#f6d9b8"/>
		</linearGradient></defs>
		<rect width="480" height="320" fill="url(#s)"/><circle cx="360" cy="90" r="34" fill="#fff3d0"/>
		<path d="M0 240L120 130L220 230L300 150L480 260V320H0z" fill="#4d7a68"/>
		<path d="M0 280L160 220L330 290L480 240V320H0z" fill="#2f5446"/>
	</svg>`;
	return sharp(Buffer.from(svg)).png().toBuffer();
}

const RATE = 8_000;

/** A tone that grows louder, as a WAV file. */
export function sound(seconds: number): Buffer {
	const samples = Buffer.alloc(seconds * RATE * 2);
	for (let index = 0; index < seconds * RATE; index += 1) {
		const loud = (index / (seconds * RATE)) * 20_000;
		samples.writeInt16LE(Math.round(Math.sin(index / 3) * loud), index * 2);
	}
	const head = Buffer.alloc(44);
	head.write('RIFF', 0);
	head.writeUInt32LE(36 + samples.length, 4);
	head.write('WAVEfmt ', 8);
	head.writeUInt32LE(16, 16);
	head.writeUInt16LE(1, 20);
	head.writeUInt16LE(1, 22);
	head.writeUInt32LE(RATE, 24);
	head.writeUInt32LE(RATE * 2, 28);
	head.writeUInt16LE(2, 32);
	head.writeUInt16LE(16, 34);
	head.write('data', 36);
	head.writeUInt32LE(samples.length, 40);
	return Buffer.concat([head, samples]);
}
