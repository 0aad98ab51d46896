/** Arithmetic on the Edwards form of Curve25519 (RFC 7748, section 4.1; RFC 8032, section 5.1). */

/** Field prime: 2^255 - 19. */
const P = 2n ** 255n - 19n;
/** Order of the base point. */
export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202n;
const BASE_Y = 46316835694926478169428394003475163141307993866256225615783033603165251855960n;

/** Extended coordinates: x = X/Z, y = Y/Z, T = XY/Z. */
type Point = readonly [X: bigint, Y: bigint, Z: bigint, T: bigint];

const NEUTRAL: Point = [0n, 1n, 1n, 0n];
const BASE: Point = [BASE_X, BASE_Y, 1n, modulo(BASE_X * BASE_Y)];
const DIGIT_BITS = 4n;
const DIGITS = 64;

/** For each hexadecimal digit of a scalar the 16 multiples of the base point it can stand for. */
const MULTIPLES: readonly (readonly Point[])[] = multiplesOfBase();

/** A scalar below 2^256 times the base point, in 32 bytes: y, and the sign of x in the last bit. */
export function multiplyBase(scalar: bigint): Buffer {
	let sum = NEUTRAL;
	let rest = scalar;
	for (const multiples of MULTIPLES) {
		sum = add(sum, multiples[Number(rest & 15n)] ?? NEUTRAL);
		rest >>= DIGIT_BITS;
	}
	const [X, Y, Z] = sum;
	const inverted = inverse(Z);
	const bytes = toBytes(modulo(Y * inverted));
	const sign = modulo(X * inverted) & 1n;
	bytes[31] = (bytes[31] ?? 0) | Number(sign << 7n);
	return bytes;
}

/** The birational map y = (u - 1) / (u + 1) from an X25519 public key; the sign of x is left open. */
export function edwardsOf(publicKey: Uint8Array): Buffer {
	const u = fromBytes(publicKey) % 2n ** 255n;
	return toBytes(modulo((u - 1n) * inverse(u + 1n)));
}

/** Little-endian. */
export function fromBytes(bytes: Uint8Array): bigint {
	return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

/** 32 bytes, little-endian. */
export function toBytes(value: bigint): Buffer {
	return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
}

/** RFC 8032, section 5.1.4. */
function add([X1, Y1, Z1, T1]: Point, [X2, Y2, Z2, T2]: Point): Point {
	const a = ((Y1 - X1) * (Y2 - X2)) % P;
	const b = ((Y1 + X1) * (Y2 + X2)) % P;
	const c = (((T1 * T2) % P) * (2n * D)) % P;
	const d = (2n * Z1 * Z2) % P;
	const [e, f, g, h] = [b - a, d - c, d + c, b + a];
	return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
}

function multiplesOfBase(): Point[][] {
	const table: Point[][] = [];
	let unit = BASE;
	for (let digit = 0; digit < DIGITS; digit++) {
		const multiples = [NEUTRAL];
		for (let times = 1; times < 16; times++) multiples.push(add(multiples.at(-1) ?? NEUTRAL, unit));
		unit = add(multiples.at(-1) ?? NEUTRAL, unit);
		table.push(multiples);
	}
	return table;
}

function modulo(value: bigint): bigint {
	const rest = value % P;
	return rest < 0n ? rest + P : rest;
}

/** By Euclid's algorithm. */
function inverse(value: bigint): bigint {
	let [a, b] = [modulo(value), P];
	let [x, y] = [1n, 0n];
	while (a > 1n && b > 0n) {
		const quotient = b / a;
		[a, b] = [b - quotient * a, a];
		[x, y] = [y - quotient * x, x];
	}
	return modulo(x);
}
