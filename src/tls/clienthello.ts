/** Reads with a bound: every method answers -1 or an empty slice when the octets are not there. */
class Octets {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get left(): number {
		return this.#bytes.length - this.#at;
	}

	number(octets: 1 | 2 | 3): number {
		if (this.left < octets) return -1;
		let value = 0;
		for (let i = 0; i < octets; i++)
			value = value * 256 + this.#bytes[this.#at + i]!;
		this.#at += octets;
		return value;
	}

	take(octets: number): Uint8Array {
		const end = Math.min(this.#at + Math.max(octets, 0), this.#bytes.length);
		const slice = this.#bytes.subarray(this.#at, end);
		this.#at = end;
		return slice;
	}
}

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;

/**
 * The server name of a TLS ClientHello (RFC 8446 4.1.2, RFC 6066 3).
 *
 * @param segment first octets of the client's stream: a TLS record, perhaps not whole
 * @returns undefined when there is none, or it is not in these octets
 */
export function serverName(segment: Uint8Array): string | undefined {
	const record = new Octets(segment);
	if (record.number(1) !== HANDSHAKE) return undefined;
	record.take(4); // version, length: the record may go on in later segments
	if (record.number(1) !== CLIENT_HELLO) return undefined;
	record.take(3 + 2 + 32); // length, version, random
	record.take(record.number(1)); // session id
	record.take(record.number(2)); // cipher suites
	record.take(record.number(1)); // compression methods
	return nameOfExtensions(new Octets(record.take(record.number(2))));
}

function nameOfExtensions(extensions: Octets): string | undefined {
	while (extensions.left > 4) {
		const type = extensions.number(2);
		const content = new Octets(extensions.take(extensions.number(2)));
		if (type !== SERVER_NAME) continue;
		content.take(2); // length of the list
		if (content.number(1) !== HOST_NAME) return undefined;
		const length = content.number(2);
		const name = content.take(length);
		if (length < 1 || name.length < length) return undefined;
		return new TextDecoder().decode(name);
	}
	return undefined;
}
