const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;
/** Type and length of a record, type and length of the handshake, version and random. */
const BEFORE_SESSION = 5 + 4 + 2 + 32;

/** Big-endian number of 16 bits; what is not there counts as 0. */
function be16(bytes: Uint8Array, at: number): number {
	return at + 1 < bytes.length ? (bytes[at]! << 8) | bytes[at + 1]! : 0;
}

/**
 * The server name of a TLS ClientHello (RFC 8446 4.1.2, RFC 6066 3).
 *
 * @param segment first octets of the client's stream: a TLS record, perhaps not whole
 * @returns undefined when there is none, or it is not in these octets
 */
export function serverName(segment: Uint8Array): string | undefined {
	if (segment[0] !== HANDSHAKE || segment[5] !== CLIENT_HELLO) return undefined;
	let at = BEFORE_SESSION;
	at += 1 + (segment[at] ?? 0); // session id
	at += 2 + be16(segment, at); // cipher suites
	at += 1 + (segment[at] ?? 0); // compression methods
	const end = Math.min(at + 2 + be16(segment, at), segment.length);
	return nameOfExtensions(segment, at + 2, end);
}

function nameOfExtensions(
	bytes: Uint8Array,
	start: number,
	end: number,
): string | undefined {
	for (let at = start; end - at > 4; ) {
		const content = at + 4;
		const stop = Math.min(content + be16(bytes, at + 2), end);
		if (be16(bytes, at) === SERVER_NAME) return hostName(bytes, content, stop);
		at = stop;
	}
	return undefined;
}

/** The first name of the list, behind its length. */
function hostName(
	bytes: Uint8Array,
	start: number,
	end: number,
): string | undefined {
	const name = start + 5;
	if (name > end || bytes[start + 2] !== HOST_NAME) return undefined;
	const length = be16(bytes, start + 3);
	if (length < 1 || length > end - name) return undefined;
	return decoder.decode(bytes.subarray(name, name + length));
}

const decoder = new TextDecoder();
