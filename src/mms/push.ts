import type { Problem } from "../record.js";
import { readHeaders, type WspHeaderBlock } from "../wap/header.js";
import type { Core } from "../wasm/instance.js";

/** A WSP Push or ConfirmedPush (WAP-230 8.2.4.1) in a file: push id octet, if there is one, then the PDU. */
export interface PushPdu {
	/** Octet before a connectionless PDU. */
	tid?: number;
	block: WspHeaderBlock;
	/** The octets after the headers. */
	data: Uint8Array;
	problems: Problem[];
}

const PUSH = 0x06;
const CONFIRMED_PUSH = 0x07;
const MAX_UINTVAR = 5;

function isPushType(octet: number | undefined): boolean {
	return octet === PUSH || octet === CONFIRMED_PUSH;
}

/** uintvar at `at`: value and the octets it took; undefined when it does not end. */
function readUintvar(
	octets: Uint8Array,
	at: number,
): [number, number] | undefined {
	let value = 0;
	for (let size = 1; size <= MAX_UINTVAR; size++) {
		const octet = octets[at + size - 1];
		if (octet === undefined) return undefined;
		value = value * 128 + (octet & 0x7f);
		if (octet < 0x80) return [value, size];
	}
	return undefined;
}

/** Where the type octet is: second in a connectionless PDU, first in one of connection mode; undefined: no push. */
function typeAt(octets: Uint8Array): number | undefined {
	if (isPushType(octets[1])) return 1;
	return isPushType(octets[0]) ? 0 : undefined;
}

/** Reads a push; undefined when the octets are no push. */
export function readPush(core: Core, octets: Uint8Array): PushPdu | undefined {
	const type = typeAt(octets);
	if (type === undefined) return undefined;
	const length = readUintvar(octets, type + 1);
	const problems: Problem[] = [];
	const start = type + 1 + (length?.[1] ?? 0);
	const needed = length?.[0] ?? 0;
	const available = octets.length - start;
	const offset = Math.min(start, octets.length);
	if (length === undefined) {
		problems.push({ layer: "wsp", code: "truncated", offset });
	} else if (needed > available) {
		problems.push({
			layer: "wsp",
			code: "length-past-end",
			offset,
			needed,
			available,
		});
	}
	const end = Math.min(start + needed, octets.length);
	const block = readHeaders(core, octets.subarray(offset, end), true);
	for (const problem of block.problems) {
		problems.push({ ...problem, offset: (problem.offset ?? 0) + offset });
	}
	const push: PushPdu = { block, data: octets.subarray(end), problems };
	if (type === 1) push.tid = octets[0]!;
	return push;
}
