// A datagram that TypeScript put together from fragments, decoded as if it had come whole.
import {
	CONTROL_DATAGRAM_ROWS,
	DATAGRAM_CAPTURE,
	DATAGRAM_CAPTURE_FRAME,
	DATAGRAM_DESTINATION,
	DATAGRAM_FAMILY,
	DATAGRAM_FLAGS,
	DATAGRAM_FRAME,
	DATAGRAM_NANOSECONDS,
	DATAGRAM_PROTOCOL,
	DATAGRAM_SCOPE,
	DATAGRAM_SECONDS,
	DATAGRAM_SOURCE,
	DATAGRAM_TEID,
	DATAGRAM_WAY,
	REGION_DATAGRAM,
	REGION_DATAGRAM_ROWS,
	ROW_FLAG_REASSEMBLED,
} from "../src/wasm/layout";
import { enter } from "./cursor";
import { beginNotes } from "./dns/resolution";
import { hasRoom } from "./flow";
import { decodeFrom } from "./frame";
import { setAddresses } from "./net/address";
import { decodeExtensions } from "./net/ipv6";
import { beginDatagram, rowsWritten, setFrame, setTime } from "./record";
import { enterScope } from "./tunnel/scope";

/**
 * Decodes `length` captured of `wireLength` octets at REGION_DATAGRAM, with the DATAGRAM fields of the control block.
 * Returns how many rows are at REGION_DATAGRAM_ROWS; the last of them may be a fragment again, of a tunnel's inside.
 */
export function decodeDatagram(length: u32, wireLength: u32): u32 {
	beginDatagram();
	beginNotes();
	const family = <u32>load<u8>(DATAGRAM_FAMILY);
	const protocol = <u32>load<u8>(DATAGRAM_PROTOCOL);
	const flags = <u32>load<u8>(DATAGRAM_FLAGS) | ROW_FLAG_REASSEMBLED;
	setFrame(
		load<u32>(DATAGRAM_FRAME),
		load<u32>(DATAGRAM_CAPTURE_FRAME),
		<u32>load<u16>(DATAGRAM_CAPTURE),
	);
	setTime(load<u32>(DATAGRAM_SECONDS), load<u32>(DATAGRAM_NANOSECONDS), flags);
	enterScope(
		load<u16>(DATAGRAM_SCOPE),
		load<u32>(DATAGRAM_TEID),
		load<u8>(DATAGRAM_WAY),
	);
	setAddresses(DATAGRAM_SOURCE, DATAGRAM_DESTINATION, family);
	enter(REGION_DATAGRAM, length, wireLength);
	if (hasRoom())
		decodeFrom(family == 6 ? decodeExtensions(protocol) : protocol);
	const rows = rowsWritten(REGION_DATAGRAM_ROWS);
	store<u32>(CONTROL_DATAGRAM_ROWS, rows);
	return rows;
}
