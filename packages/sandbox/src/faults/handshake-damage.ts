import { curve, proto } from '../baileys/protocol.js';
import { issueNoiseIdentity } from '../transport/noise-certificate.js';
import type { NoiseTransportOptions } from '../transport/noise-transport.js';
import type { World } from '../world.js';

/** Any serial but 0, which is that of WhatsApp's root (Baileys Defaults: WA_CERT_DETAILS). */
const STRANGE_SERIAL = 7;
/** No protobuf message starts so: field 31 of wire type 7, which does not exist. */
const NO_PROTOBUF = Buffer.alloc(40, 0xff);

/** How the server takes part in the handshake of the next client: as it should, or as a fault says. */
export function handshakeOf(world: World): Pick<NoiseTransportOptions, 'identity' | 'changeHello'> {
	const identity = world.noiseIdentity;
	switch (world.faults.strikeBefore('handshake')?.how) {
		case undefined:
			return { identity };
		case 'certificate':
			return { identity: issueNoiseIdentity(curve.generateKeyPair(), STRANGE_SERIAL) };
		case 'garbage':
			return { identity, changeHello: () => NO_PROTOBUF };
		case 'undecryptable':
			return { identity, changeHello: withWrongBytes };
		case 'silence':
			return { identity, changeHello: () => undefined };
	}
}

function withWrongBytes(hello: Buffer): Buffer {
	const { serverHello } = proto.HandshakeMessage.decode(hello);
	const payload = Buffer.from(serverHello?.payload ?? []).reverse();
	const changed = { serverHello: { ...serverHello, payload } };
	return Buffer.from(proto.HandshakeMessage.encode(changed).finish());
}
