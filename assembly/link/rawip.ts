// Raw IP: the version says which.
import { at, has, u8At } from "../cursor";
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, NOTHING } from "./ethertype";

export function decodeRawIp(): u32 {
	if (!has(1)) return NOTHING;
	const version = u8At(at()) >>> 4;
	if (version == 4) return ETHERTYPE_IPV4;
	return version == 6 ? ETHERTYPE_IPV6 : NOTHING;
}
