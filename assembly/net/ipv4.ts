// IPv4 (RFC 791 3.1).
import { CONTROL_MALFORMED } from "../../src/wasm/layout";
import { advance, at, be16, clamp, count, has, u8At } from "../cursor";
import { setAddresses } from "./address";
import { setFragment } from "./fragment";
import { PROTOCOL_FRAGMENT, PROTOCOL_NOTHING } from "./protocol";

const TOTAL_LENGTH: u32 = 2;
const IDENTIFICATION: u32 = 4;
const FRAGMENT: u32 = 6;
const PROTOCOL: u32 = 9;
const SOURCE: u32 = 12;
const DESTINATION: u32 = 16;
const HEADER: u32 = 20;

export function decodeIpv4(): u32 {
	if (!has(HEADER)) return PROTOCOL_NOTHING;
	const p = at();
	const first = u8At(p);
	const headerLength = (first & 15) << 2;
	// A total length of zero comes from segmentation offload: the frame's length counts.
	const totalLength = be16(p + TOTAL_LENGTH);
	if (
		first >>> 4 != 4 ||
		headerLength < HEADER ||
		(totalLength != 0 && totalLength < headerLength)
	) {
		count(CONTROL_MALFORMED);
		return PROTOCOL_NOTHING;
	}
	if (totalLength != 0) clamp(totalLength);
	if (!has(headerLength)) return PROTOCOL_NOTHING;
	setAddresses(p + SOURCE, p + DESTINATION, 4);
	advance(headerLength);
	const protocol = u8At(p + PROTOCOL);
	const fragment = be16(p + FRAGMENT) & 0x3fff;
	if (fragment == 0) return protocol;
	setFragment(
		(fragment & 0x1fff) << 3,
		fragment >>> 13,
		be16(p + IDENTIFICATION),
		protocol,
	);
	return PROTOCOL_FRAGMENT;
}
