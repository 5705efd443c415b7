// The fragment at hand: what the IP header says of it. Fragments make rows; TypeScript puts them together.
import {
	CONTROL_FRAGMENTS,
	ROW_FRAGMENT_ADDRESSES,
	ROW_FRAGMENT_FAMILY,
	ROW_FRAGMENT_ID,
	ROW_FRAGMENT_MORE,
	ROW_FRAGMENT_OFFSET,
	ROW_FRAGMENT_PROTOCOL,
	ROW_FRAGMENT_SCOPE,
	ROW_FRAGMENT_WAY,
	ROW_IS_FRAGMENT,
	ROW_STREAM,
} from "../../src/wasm/layout";
import { at, captured, count, wire } from "../cursor";
import { writeHead, writePayload } from "../record";
import { isTunnel } from "../tunnel/index";
import { scope, teid, way } from "../tunnel/scope";
import { family, source } from "./address";
import { isExtension } from "./extension";
import { PROTOCOL_TCP, PROTOCOL_UDP } from "./protocol";

let fragmentOffset: u32 = 0;
let fragmentMore: u32 = 0;
let fragmentId: u32 = 0;
let fragmentProtocol: u32 = 0;

export function setFragment(
	offset: u32,
	more: u32,
	id: u32,
	protocol: u32,
): void {
	fragmentOffset = offset;
	fragmentMore = more;
	fragmentId = id;
	fragmentProtocol = protocol;
}

/** Returns whether a row was made: only for what can lead to TCP or UDP. */
export function writeFragment(): bool {
	count(CONTROL_FRAGMENTS);
	const protocol = fragmentProtocol;
	const leads =
		protocol == PROTOCOL_TCP || protocol == PROTOCOL_UDP || isTunnel(protocol);
	if (!leads && !(family() == 6 && isExtension(protocol))) return false;
	const row = writeHead(ROW_IS_FRAGMENT, 0, 0, 0);
	store<u32>(row, teid(), ROW_STREAM);
	store<u16>(row, <u16>scope(), ROW_FRAGMENT_SCOPE);
	store<u8>(row, <u8>way(), ROW_FRAGMENT_WAY);
	writePayload(row, at(), captured(), wire());
	store<u32>(row, fragmentOffset, ROW_FRAGMENT_OFFSET);
	store<u32>(row, fragmentId, ROW_FRAGMENT_ID);
	// The destination follows the source in both headers.
	store<u32>(row, source(), ROW_FRAGMENT_ADDRESSES);
	store<u8>(row, <u8>protocol, ROW_FRAGMENT_PROTOCOL);
	store<u8>(row, <u8>family(), ROW_FRAGMENT_FAMILY);
	store<u8>(row, <u8>fragmentMore, ROW_FRAGMENT_MORE);
	return true;
}
