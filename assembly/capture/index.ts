// Which capture format it is, and its next record. A format with one stream of records is added here.
import {
	CURSOR_EOF,
	CURSOR_FORMAT,
	CURSOR_LIMIT,
	CURSOR_POSITION,
	FORMAT_PCAP,
	FORMAT_PCAPNG,
} from "../../src/wasm/layout";
import { STATUS_UNSUPPORTED } from "../../src/wasm/status";
import {
	MAGIC_MICROSECONDS,
	MAGIC_MODIFIED,
	MAGIC_NANOSECONDS,
	openPcap,
	peekPcap,
} from "./pcap";
import { BLOCK_SECTION, peekPcapng } from "./pcapng";
import { damaged, missing, PEEK_AGAIN, PEEK_INPUT } from "./record";

/** Finds the next record of the capture: PEEK_READY, PEEK_INPUT or PEEK_ENDED. */
export function peek(cursor: u32): u32 {
	let answer: u32 = PEEK_AGAIN;
	while (answer == PEEK_AGAIN) {
		switch (load<u32>(cursor, CURSOR_FORMAT)) {
			case FORMAT_PCAP:
				answer = peekPcap(cursor);
				break;
			case FORMAT_PCAPNG:
				answer = peekPcapng(cursor);
				break;
			default:
				answer = open(cursor);
		}
	}
	return answer;
}

function isPcapMagic(magic: u32): bool {
	return (
		magic == MAGIC_MICROSECONDS ||
		magic == MAGIC_NANOSECONDS ||
		magic == MAGIC_MODIFIED
	);
}

/** Tells the format by the first octets; what is neither keeps FORMAT_UNKNOWN. */
function open(cursor: u32): u32 {
	const p = load<u32>(cursor, CURSOR_POSITION);
	if (load<u32>(cursor, CURSOR_LIMIT) - p < 4) return missing(cursor, p, 4);
	const magic = load<u32>(p);
	const swapped = isPcapMagic(bswap<u32>(magic));
	if (magic == BLOCK_SECTION) {
		store<u32>(cursor, FORMAT_PCAPNG, CURSOR_FORMAT);
		return PEEK_AGAIN;
	}
	if (!swapped && !isPcapMagic(magic)) {
		store<u32>(cursor, 1, CURSOR_EOF);
		return damaged(cursor, p, STATUS_UNSUPPORTED, 4);
	}
	const answer = openPcap(cursor, swapped ? bswap<u32>(magic) : magic, swapped);
	if (answer != PEEK_INPUT) store<u32>(cursor, FORMAT_PCAP, CURSOR_FORMAT);
	return answer;
}
