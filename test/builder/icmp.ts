import { join, type Octets, u16, u32 } from "./bytes.js";
import { type Address, ip } from "./ip.js";

/** An error about `quoted`, of which so many octets are given back (RFC 792, RFC 4443). Without checksums. */
export function icmpError(
	from: Address,
	to: Address,
	about: { type: number; code: number; quoted: Uint8Array; keep?: number },
): Octets {
	const { type, code, quoted, keep = 64 } = about;
	const payload = join(type, code, u16(0), u32(0), quoted.subarray(0, keep));
	return ip(from, to, { protocol: from.length === 4 ? 1 : 58, payload });
}
