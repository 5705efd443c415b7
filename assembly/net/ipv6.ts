// IPv6 (RFC 8200 3) and its extension headers (RFC 8200 4; AH RFC 4302 2; mobility RFC 6275 6.1.1).
import { CONTROL_MALFORMED } from "../../src/wasm/layout";
import { advance, at, be16, be32, clamp, count, has, u8At } from "../cursor";
import { setAddresses } from "./address";
import { AUTHENTICATION, FRAGMENT, isExtension } from "./extension";
import { setFragment } from "./fragment";
import { PROTOCOL_FRAGMENT, PROTOCOL_NOTHING } from "./protocol";

const PAYLOAD_LENGTH: u32 = 4;
const NEXT_HEADER: u32 = 6;
const SOURCE: u32 = 8;
const DESTINATION: u32 = 24;
const HEADER: u32 = 40;

export function decodeIpv6(): u32 {
	if (!has(HEADER)) return PROTOCOL_NOTHING;
	const p = at();
	if (u8At(p) >>> 4 != 6) {
		count(CONTROL_MALFORMED);
		return PROTOCOL_NOTHING;
	}
	setAddresses(p + SOURCE, p + DESTINATION, 6);
	// Zero: a jumbogram (RFC 2675) or segmentation offload. The frame's length counts.
	const payloadLength = be16(p + PAYLOAD_LENGTH);
	advance(HEADER);
	if (payloadLength != 0) clamp(payloadLength);
	return decodeExtensions(u8At(p + NEXT_HEADER));
}

/** Passes the chain of extension headers, each at least eight octets, so it ends. */
export function decodeExtensions(protocol: u32): u32 {
	let next = protocol;
	while (isExtension(next)) {
		if (!has(8)) return PROTOCOL_NOTHING;
		const p = at();
		if (next == FRAGMENT) {
			const fragment = be16(p + 2);
			next = u8At(p);
			advance(8);
			if ((fragment & 0xfff9) == 0) continue; // atomic fragment (RFC 6946)
			setFragment(fragment & 0xfff8, fragment & 1, be32(p + 4), next);
			return PROTOCOL_FRAGMENT;
		}
		const units = u8At(p + 1);
		const length = next == AUTHENTICATION ? (units + 2) << 2 : (units + 1) << 3;
		if (!has(length)) return PROTOCOL_NOTHING;
		next = u8At(p);
		advance(length);
	}
	return next;
}
