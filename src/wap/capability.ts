import type { Core } from "../wasm/instance.js";
import {
	REGION_TOKENS,
	WSP_ADDRESS_BEARER,
	WSP_ADDRESS_FLAGS,
	WSP_ADDRESS_LENGTH,
	WSP_ADDRESS_OFFSET,
	WSP_ADDRESS_PORT,
	WSP_ADDRESS_SIZE,
	WSP_CAPABILITY_ID,
	WSP_CAPABILITY_LENGTH,
	WSP_CAPABILITY_NAME,
	WSP_CAPABILITY_OFFSET,
	WSP_CAPABILITY_SIZE,
	WSP_CAPABILITY_TEXT,
} from "../wasm/layout.js";
import { wspCapabilityName } from "./names.js";

/** Capabilities and address records of one PDU that are read. */
const RECORDS_LIMIT = 64;
const CAPABILITY_PROTOCOL_OPTIONS = 2;
const CAPABILITY_PUSH_MOR = 4;
const CAPABILITY_EXTENDED_METHODS = 5;
const CAPABILITY_CODE_PAGES = 6;
const CAPABILITY_ALIASES = 7;
const CAPABILITY_LAST = 9;

/** Where a peer can be reached (WAP-230 8.2.2.3). */
export interface WspAddress {
	/** Number of `wdp-bearers`. */
	bearer?: number;
	port?: number;
	/** Dotted or coloned for 4 and 16 octets, else hexadecimal. */
	address: string;
}

/** A number with the name that the session gives it. */
export interface WspNamedCode {
	code: number;
	/** Absent in a ConnectReply, which lists the accepted numbers only. */
	name?: string;
}

/** One session capability (WAP-230 8.3). */
export interface WspCapability {
	name: string;
	/** Absent: named as text. */
	code?: number;
	/** Sizes, outstanding requests, the option bits; 0 means no limit for sizes. */
	value?: number;
	/** Extended-Methods and Header-Code-Pages. */
	codes?: WspNamedCode[];
	/** Aliases. */
	addresses?: WspAddress[];
	/** Octets of its parameters: 0 in a ConnectReply means refused. */
	length: number;
}

interface Block {
	offset: number;
	length: number;
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
	let text = "";
	for (let at = start; at < end; at++)
		text += String.fromCharCode(bytes[at] ?? 0);
	return text;
}

function nulFrom(bytes: Uint8Array, start: number, end: number): number {
	let at = start;
	while (at < end && bytes[at] !== 0) at++;
	return at;
}

function uintvar(bytes: Uint8Array, { offset, length }: Block): number {
	let value = 0;
	for (let at = offset; at < offset + Math.min(length, 5); at++) {
		const octet = bytes[at] ?? 0;
		value = value * 128 + (octet & 0x7f);
		if (octet < 0x80) break;
	}
	return value;
}

/** `(code name 00)*`, or in a reply `code*`. */
function namedCodes(
	bytes: Uint8Array,
	{ offset, length }: Block,
	reply: boolean,
): WspNamedCode[] {
	const codes: WspNamedCode[] = [];
	const end = offset + length;
	for (let at = offset; at < end; ) {
		const code = bytes[at++] ?? 0;
		if (reply) {
			codes.push({ code });
			continue;
		}
		const nul = nulFrom(bytes, at, end);
		codes.push({ code, name: latin1(bytes, at, nul) });
		at = nul + 1;
	}
	return codes;
}

function addressText(octets: Uint8Array): string {
	if (octets.length === 4) return octets.join(".");
	const hex = [...octets].map((o) => o.toString(16).padStart(2, "0"));
	if (octets.length !== 16) return hex.join("");
	const groups = Array.from({ length: 8 }, (_, i) =>
		Number.parseInt(`${hex[2 * i]}${hex[2 * i + 1]}`, 16).toString(16),
	);
	return groups.join(":");
}

/** Address records of a Redirect or of the capability Aliases; `block` lies in the core's memory. */
export function readAddresses(core: Core, block: Block, out: number) {
	const count = core.exports.decodeAddresses(
		block.offset,
		block.offset + block.length,
		out,
		RECORDS_LIMIT,
	);
	const { view, bytes } = core;
	return Array.from({ length: count }, (_, i): WspAddress => {
		const record = out + i * WSP_ADDRESS_SIZE;
		const flags = view.getUint8(record + WSP_ADDRESS_FLAGS);
		const offset = view.getUint32(record + WSP_ADDRESS_OFFSET, true);
		const length = view.getUint32(record + WSP_ADDRESS_LENGTH, true);
		return {
			...(flags & 0x80 && {
				bearer: view.getUint8(record + WSP_ADDRESS_BEARER),
			}),
			...(flags & 0x40 && {
				port: view.getUint16(record + WSP_ADDRESS_PORT, true),
			}),
			address: addressText(bytes.subarray(offset, offset + length)),
		};
	});
}

function capabilityValue(
	core: Core,
	code: number,
	block: Block,
	reply: boolean,
): Partial<WspCapability> {
	const { bytes } = core;
	if (code === CAPABILITY_EXTENDED_METHODS || code === CAPABILITY_CODE_PAGES)
		return { codes: namedCodes(bytes, block, reply) };
	if (code === CAPABILITY_ALIASES) {
		const out = REGION_TOKENS + RECORDS_LIMIT * WSP_CAPABILITY_SIZE;
		return { addresses: readAddresses(core, block, out) };
	}
	if (block.length === 0 || code > CAPABILITY_LAST) return {};
	if (code >= CAPABILITY_PROTOCOL_OPTIONS && code <= CAPABILITY_PUSH_MOR)
		return { value: bytes[block.offset] ?? 0 };
	return { value: uintvar(bytes, block) };
}

/** Capabilities of a Connect or, with `reply`, of a ConnectReply; `block` lies in the core's memory. */
export function readCapabilities(
	core: Core,
	block: Block,
	reply: boolean,
): WspCapability[] {
	const count = core.exports.decodeCapabilities(
		block.offset,
		block.offset + block.length,
		REGION_TOKENS,
		RECORDS_LIMIT,
	);
	const { view, bytes } = core;
	return Array.from({ length: count }, (_, i): WspCapability => {
		const record = REGION_TOKENS + i * WSP_CAPABILITY_SIZE;
		const u32 = (field: number) => view.getUint32(record + field, true);
		const code = u32(WSP_CAPABILITY_ID);
		const offset = u32(WSP_CAPABILITY_OFFSET);
		const length = u32(WSP_CAPABILITY_LENGTH);
		if (code === WSP_CAPABILITY_TEXT) {
			const name = u32(WSP_CAPABILITY_NAME);
			return {
				name: latin1(bytes, name, nulFrom(bytes, name, offset)),
				length,
			};
		}
		return {
			name: wspCapabilityName(code),
			code,
			...capabilityValue(core, code, { offset, length }, reply),
			length,
		};
	});
}
