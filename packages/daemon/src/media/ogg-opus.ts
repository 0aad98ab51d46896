/**
 * Ogg (RFC 3533) as far as Opus (RFC 7845) needs it: reading packets, and writing them the way
 * WhatsApp's own recorder does.
 */

/** What the first packet of an Opus stream says. */
export interface OpusHead {
	channels: number;
	/** Of the sound before it was encoded, in Hz; 0 when not said. */
	inputRate: number;
}

const CAPTURE = 'OggS';
const HEADER_BYTES = 27;
const MOST_SEGMENTS = 255;
/** Code 3 packets: at most 120 ms (RFC 6716 §3.2.5); WhatsApp's recorder puts three of 20 ms in one. */
const FRAMES_PER_PACKET = 3;
/** About a second of sound. */
const PACKETS_PER_PAGE = 16;
const BEGIN = 0x02;
const END = 0x04;

/** @returns null for anything but the start of Opus in Ogg. */
export function readOpusHead(start: Buffer): OpusHead | null {
	if (start.length < HEADER_BYTES || start.toString('latin1', 0, 4) !== CAPTURE) return null;
	const at = HEADER_BYTES + (start[26] ?? 0);
	if (start.length < at + 19 || start.toString('latin1', at, at + 8) !== 'OpusHead') return null;
	return { channels: start.readUInt8(at + 9), inputRate: start.readUInt32LE(at + 12) };
}

interface OggPackets {
	packets: Buffer[];
	/** Position of the last page, in samples of 48 kHz. */
	end: bigint;
}

function readPackets(file: Buffer): OggPackets {
	const packets: Buffer[] = [];
	let parts: Buffer[] = [];
	let end = 0n;
	for (let at = 0; at + HEADER_BYTES <= file.length; ) {
		if (file.toString('latin1', at, at + 4) !== CAPTURE) throw new Error('Not an Ogg page.');
		const segments = file.subarray(at + HEADER_BYTES, at + HEADER_BYTES + file.readUInt8(at + 26));
		end = file.readBigInt64LE(at + 6);
		at += HEADER_BYTES + segments.length;
		for (const length of segments) {
			parts.push(file.subarray(at, at + length));
			at += length;
			if (length === MOST_SEGMENTS) continue;
			packets.push(Buffer.concat(parts));
			parts = [];
		}
	}
	return { packets, end };
}

/**
 * Writes an Opus file anew as WhatsApp's recorder would: three frames of 20 ms to a packet (code 3)
 * and `WhatsApp` as the encoder. WhatsApp on iPhones does not play voice notes with one frame to a
 * packet, as every encoder makes them (Baileys pull request 2648). The sound stays as it is, bit by
 * bit.
 *
 * @param file - one stream of Opus in Ogg with packets of one frame.
 */
export function packLikeWhatsApp(file: Buffer): Buffer {
	const { packets, end } = readPackets(file);
	const [head, , ...frames] = packets;
	if (!head) throw new Error('The Ogg file is empty.');
	const tags = Buffer.concat([Buffer.from('OpusTags'), counted('WhatsApp'), Buffer.alloc(4)]);
	const pages = [page([head], 0n, 0, BEGIN), page([tags], 0n, 1, 0)];
	let position = 0n;
	const groups = groupFrames(frames);
	for (let at = 0; at < groups.length; at += PACKETS_PER_PAGE) {
		const part = groups.slice(at, at + PACKETS_PER_PAGE);
		const isLast = at + PACKETS_PER_PAGE >= groups.length;
		position += BigInt(part.flat().reduce((sum, frame) => sum + granulesOf(frame), 0));
		pages.push(page(part.map(join), isLast ? end : position, pages.length, isLast ? END : 0));
	}
	return Buffer.concat(pages);
}

/** Neighbours with the same first byte (mode, bandwidth, length), of one frame each. */
function groupFrames(frames: readonly Buffer[]): Buffer[][] {
	const groups: Buffer[][] = [];
	for (const frame of frames) {
		const last = groups.at(-1);
		const fits =
			last !== undefined &&
			last.length < FRAMES_PER_PACKET &&
			last[0]?.[0] === frame[0] &&
			isSingle(frame);
		if (fits) last.push(frame);
		else groups.push([frame]);
	}
	return groups;
}

/** One frame in the packet: code 0. */
const isSingle = (packet: Buffer): boolean => packet.length > 0 && ((packet[0] ?? 0) & 3) === 0;

/** RFC 6716 §3.2.5, code 3 with frames of different lengths and no padding. */
function join(frames: readonly Buffer[]): Buffer {
	const [first] = frames;
	if (!first || !isSingle(first)) return first ?? Buffer.alloc(0);
	const bodies = frames.map((frame) => frame.subarray(1));
	const lengths = bodies.slice(0, -1).map(({ length }) => frameLength(length));
	const toc = (first[0] ?? 0) | 3;
	return Buffer.concat([Buffer.from([toc, 0x80 | frames.length]), ...lengths, ...bodies]);
}

/** RFC 6716 §3.2.1. */
const frameLength = (length: number): Buffer =>
	length < 252
		? Buffer.from([length])
		: Buffer.from([252 + (length & 3), (length - 252 - (length & 3)) >> 2]);

/** Samples at 48 kHz in one frame, by the first byte (RFC 6716 §3.1). */
function granulesOf(frame: Buffer): number {
	const config = (frame[0] ?? 0) >> 3;
	if (config < 12) return [480, 960, 1920, 2880][config & 3] ?? 960;
	if (config < 16) return (config & 1) === 0 ? 480 : 960;
	return [120, 240, 480, 960][config & 3] ?? 960;
}

function counted(text: string): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32LE(text.length);
	return Buffer.concat([length, Buffer.from(text)]);
}

function page(
	packets: readonly Buffer[],
	position: bigint,
	sequence: number,
	flags: number,
): Buffer {
	const lacing = packets.flatMap(({ length }) => [
		...Array.from({ length: Math.floor(length / MOST_SEGMENTS) }, () => MOST_SEGMENTS),
		length % MOST_SEGMENTS,
	]);
	const header = Buffer.alloc(HEADER_BYTES);
	header.write(CAPTURE, 'latin1');
	header.writeUInt8(flags, 5);
	header.writeBigInt64LE(position, 6);
	header.writeUInt32LE(1, 14);
	header.writeUInt32LE(sequence, 18);
	header.writeUInt8(lacing.length, 26);
	const whole = Buffer.concat([header, Buffer.from(lacing), ...packets]);
	whole.writeUInt32LE(checksum(whole), 22);
	return whole;
}

/** CRC-32 of RFC 3533: polynomial 0x04c11db7, nothing reflected, starts at 0. */
function checksum(bytes: Buffer): number {
	let crc = 0;
	for (const byte of bytes) {
		crc ^= byte << 24;
		for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
	}
	return crc >>> 0;
}
