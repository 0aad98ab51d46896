import { describe, expect, test } from '@jest/globals';
import { packLikeWhatsApp, readOpusHead } from './ogg-opus.js';

/** SILK, wideband, 20 ms, mono, one frame. */
const TOC = 0x48;

function head(channels: number): Buffer {
	const packet = Buffer.alloc(19);
	packet.write('OpusHead', 'latin1');
	packet.writeUInt8(1, 8);
	packet.writeUInt8(channels, 9);
	packet.writeUInt16LE(312, 10);
	packet.writeUInt32LE(16_000, 12);
	return packet;
}

/** One page; its checksum is left out, since readers here do not ask for it. */
function page(packets: readonly Buffer[], position: bigint): Buffer {
	const lacing = packets.flatMap(({ length }) => [
		...Array.from({ length: Math.floor(length / 255) }, () => 255),
		length % 255,
	]);
	const header = Buffer.alloc(27);
	header.write('OggS', 'latin1');
	header.writeBigInt64LE(position, 6);
	header.writeUInt8(lacing.length, 26);
	return Buffer.concat([header, Buffer.from(lacing), ...packets]);
}

function file(frames: readonly Buffer[], end: bigint): Buffer {
	const tags = Buffer.from('OpusTags');
	return Buffer.concat([page([head(1)], 0n), page([tags], 0n), page(frames, end)]);
}

const frame = (length: number, fill: number): Buffer =>
	Buffer.concat([Buffer.of(TOC), Buffer.alloc(length, fill)]);

/** The packets after head and tags, by pages. */
function packetsOf(ogg: Buffer): Buffer[] {
	const packets: Buffer[] = [];
	let part: Buffer[] = [];
	for (let at = 0; at < ogg.length; ) {
		const count = ogg.readUInt8(at + 26);
		const lacing = [...ogg.subarray(at + 27, at + 27 + count)];
		at += 27 + count;
		for (const length of lacing) {
			part.push(ogg.subarray(at, at + length));
			at += length;
			if (length === 255) continue;
			packets.push(Buffer.concat(part));
			part = [];
		}
	}
	return packets.slice(2);
}

describe('the head of Opus in Ogg', () => {
	test('says how many channels there are', () => {
		expect(readOpusHead(page([head(2)], 0n))).toEqual({ channels: 2, inputRate: 16_000 });
	});

	test.each([
		['another file', Buffer.from('ID3 something else that is long enough')],
		['Vorbis', page([Buffer.concat([Buffer.from('\x01vorbis'), Buffer.alloc(30)])], 0n)],
		['a file that ends too early', page([head(1)], 0n).subarray(0, 40)],
		['nothing', Buffer.alloc(0)],
	])('is not found in %s', (_name, bytes) => {
		expect(readOpusHead(bytes)).toBeNull();
	});
});

describe('packing the way WhatsApp does', () => {
	test('puts three frames into one packet, byte for byte', () => {
		const packed = packLikeWhatsApp(file([frame(10, 1), frame(300, 2), frame(20, 3)], 2_880n));
		const lengths = [10, 252 + (300 & 3), (300 - 252 - (300 & 3)) >> 2];
		expect(packetsOf(packed)).toEqual([
			Buffer.concat([
				Buffer.of(TOC | 3, 0x83, ...lengths),
				Buffer.alloc(10, 1),
				Buffer.alloc(300, 2),
				Buffer.alloc(20, 3),
			]),
		]);
	});

	test('leaves what cannot be joined as it is: frames of another mode start a new packet', () => {
		const other = Buffer.concat([Buffer.of(0x78), Buffer.alloc(5, 9)]);
		const packed = packLikeWhatsApp(file([frame(4, 1), other, other], 2_880n));
		expect(packetsOf(packed).map(([toc, count]) => [toc, (count ?? 0) & 0x3f])).toEqual([
			[TOC | 3, 1],
			[0x7b, 2],
		]);
	});

	test('keeps the length of the sound', () => {
		const packed = packLikeWhatsApp(file([frame(4, 1), frame(4, 2)], 1_900n));
		expect(packed.readBigInt64LE(packed.lastIndexOf('OggS') + 6)).toBe(1_900n);
	});

	test('names the encoder that WhatsApp expects, and nothing else', () => {
		const packed = packLikeWhatsApp(file([frame(4, 1)], 960n));
		const at = packed.indexOf('OpusTags') + 8;
		expect(packed.toString('latin1', at + 4, at + 4 + packed.readUInt32LE(at))).toBe('WhatsApp');
		expect(packed.readUInt32LE(at + 12)).toBe(0);
	});
});
