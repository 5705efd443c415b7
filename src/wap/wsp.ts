import type { Problem } from "../record.js";
import type { Core } from "../wasm/instance.js";
import {
	REGION_TOKENS,
	WSP_AVAILABLE,
	WSP_CAPABILITIES,
	WSP_DATA,
	WSP_FLAG_CONTENT_TYPE,
	WSP_FLAGS,
	WSP_HEADERS,
	WSP_NEEDED,
	WSP_PROBLEM_AT,
	WSP_REDIRECT_FLAGS,
	WSP_REPLY_STATUS,
	WSP_SESSION_ID,
	WSP_STATUS,
	WSP_TID,
	WSP_TYPE,
	WSP_URI,
	WSP_VERSION,
} from "../wasm/layout.js";
import {
	STATUS_INCOMPLETE,
	STATUS_OK,
	STATUS_UNSUPPORTED,
} from "../wasm/status.js";
import { BlockCache } from "./blockcache.js";
import {
	readAddresses,
	readCapabilities,
	type WspCapability,
} from "./capability.js";
import type { CodePages } from "./header.js";
import { HeaderCache } from "./headercache.js";
import {
	WSP_CONNECT,
	WSP_CONNECT_REPLY,
	WSP_DISCONNECT,
	WSP_PUSH,
	WSP_REDIRECT,
	WSP_REPLY,
	WSP_RESUME,
	WSP_SUSPEND,
	wspHttpStatus,
	wspMethod,
} from "./names.js";
import { type Octets, octetsOf } from "./pieces.js";
import { asciiAt, decodeUnknown } from "./text.js";
import type { WspHeader, WspPdu } from "./transaction.js";

interface Block {
	offset: number;
	length: number;
}

/** A word of the record that `decodeWsp` of the core wrote. */
function wordAt(words: Uint32Array, field: number): number {
	return words[(REGION_TOKENS + field) >>> 2] as number;
}

function octetAt(words: Uint32Array, field: number): number {
	return (wordAt(words, field) >>> (8 * (field & 3))) & 0xff;
}

const LONG = 128;

/** Octets of a URI as text (SPEC 2.4); some senders leave the 00 of other texts in. */
function uriText(bytes: Uint8Array, offset: number, length: number): string {
	let end = offset + length;
	while (end > offset && bytes[end - 1] === 0) end--;
	// A decoder is worth its call for long texts, and for what is not US-ASCII.
	const isShort = end - offset <= LONG;
	let at = offset;
	while (isShort && at < end && (bytes[at] as number) < 0x80) at++;
	return isShort && at === end
		? asciiAt(bytes, offset, end)
		: decodeUnknown(bytes.subarray(offset, end));
}

/** What is odd about a PDU by the status of its record, which is not OK. */
function problemOf(words: Uint32Array, status: number, start: number): Problem {
	if (status === STATUS_UNSUPPORTED)
		return { layer: "wsp", code: "unsupported", note: "PDU type" };
	return {
		layer: "wsp",
		code: status === STATUS_INCOMPLETE ? "incomplete" : "malformed",
		offset: wordAt(words, WSP_PROBLEM_AT) - start,
		needed: wordAt(words, WSP_NEEDED),
		available: wordAt(words, WSP_AVAILABLE),
	};
}

function addReply(pdu: WspPdu, status: number): void {
	pdu.status = status;
	const httpStatus = wspHttpStatus(status);
	if (httpStatus !== undefined) pdu.httpStatus = httpStatus;
}

/** What the fixed fields of its type say. */
function addFixedFields(pdu: WspPdu, words: Uint32Array): void {
	const { type } = pdu;
	switch (type) {
		case WSP_PUSH:
			return;
		case WSP_REPLY:
			addReply(pdu, octetAt(words, WSP_REPLY_STATUS));
			return;
		case WSP_CONNECT:
			pdu.version = octetAt(words, WSP_VERSION);
			return;
		case WSP_CONNECT_REPLY:
		case WSP_DISCONNECT:
		case WSP_SUSPEND:
		case WSP_RESUME:
			pdu.sessionId = wordAt(words, WSP_SESSION_ID);
			return;
		default:
			pdu.method = wspMethod(type);
	}
}

function addRedirect(
	core: Core,
	pdu: WspPdu,
	start: number,
	flags: number,
): void {
	const data = { offset: start + pdu.dataOffset, length: pdu.dataLength };
	pdu.redirect = {
		permanent: (flags & 0x80) !== 0,
		reuseSecuritySession: (flags & 0x40) !== 0,
		addresses: readAddresses(core, data, REGION_TOKENS),
	};
}

const NO_HEADERS: WspHeader[] = [];
/** All share it: who has a problem to add makes a list. */
const NO_PROBLEMS: Problem[] = [];

/** What is known of a PDU without an octet. All that may come has its place: one shape makes fast code. */
export function emptyPdu(): WspPdu {
	return {
		type: 0,
		method: undefined,
		tid: undefined,
		status: undefined,
		httpStatus: undefined,
		uri: undefined,
		contentType: undefined,
		contentTypeParameters: undefined,
		headers: NO_HEADERS,
		sessionId: undefined,
		version: undefined,
		capabilities: undefined,
		redirect: undefined,
		dataOffset: 0,
		dataLength: 0,
		problems: NO_PROBLEMS,
	};
}

interface HeaderBlock extends Block {
	/** A content type stands before the fields. */
	typed: boolean;
	pages: CodePages | undefined;
	/** Address of the PDU. */
	start: number;
}

function addHeaders(
	cache: HeaderCache,
	pdu: WspPdu,
	{ offset, length, typed, pages, start }: HeaderBlock,
): void {
	if (length === 0) return;
	const read = cache.read(offset, offset + length, typed, pages);
	pdu.headers = read.headers;
	if (read.contentType?.name) {
		pdu.contentType = read.contentType.name;
		pdu.contentTypeParameters = read.contentType.parameters;
	}
	if (read.problems.length === 0) return;
	pdu.problems = [...pdu.problems];
	for (const problem of read.problems) {
		const at = offset - start + (problem.offset ?? 0);
		pdu.problems.push({ ...problem, offset: at });
	}
}

/** Decodes WSP PDUs, and knows the header blocks that it has seen. */
export class WspDecoder {
	readonly #core: Core;
	readonly #cache: HeaderCache;
	readonly #capabilities = new BlockCache<WspCapability[]>();

	constructor(core: Core) {
		this.#core = core;
		this.#cache = new HeaderCache(core);
	}

	/** How often header blocks were known, and had to be read. */
	get headerBlocks(): { known: number; read: number } {
		return { known: this.#cache.known, read: this.#cache.missed };
	}

	/** Where octets can come together so that the core reads them there. */
	get room(): Uint8Array {
		return this.#core.scratch;
	}

	/** The core's memory. */
	get memory(): Uint8Array {
		return this.#core.bytes;
	}

	/** Address of the octets where the core reads them, as far as `placedLength` says: good until the next are placed. */
	place(octets: Octets): number {
		const core = this.#core;
		return octets.bytes === core.bytes
			? octets.offset
			: core.place(octetsOf(octets));
	}

	/**
	 * Decodes one WSP PDU (WAP-230 8.2) in the core's memory, with its TID octet first when `connectionless`. Never fails: what is odd or
	 * cut is in `problems`, and what could be read before it is there. `pages` names the header code pages of the
	 * session.
	 */
	decode(
		start: number,
		length: number,
		connectionless: boolean,
		pages?: CodePages,
	): WspPdu {
		const core = this.#core;
		const end = start + length;
		const flag = connectionless ? 1 : 0;
		core.exports.decodeWsp(start, end, flag, REGION_TOKENS);
		const { words } = core;
		const dataOffset = wordAt(words, WSP_DATA) - start;
		const pdu = emptyPdu();
		pdu.type = octetAt(words, WSP_TYPE);
		pdu.dataOffset = dataOffset;
		pdu.dataLength = end - start - dataOffset;
		const status = octetAt(words, WSP_STATUS);
		if (status !== STATUS_OK) pdu.problems = [problemOf(words, status, start)];
		if (connectionless) pdu.tid = octetAt(words, WSP_TID);
		addFixedFields(pdu, words);
		const uriLength = wordAt(words, WSP_URI + 4);
		if (uriLength > 0)
			pdu.uri = uriText(core.bytes, wordAt(words, WSP_URI), uriLength);
		// The record lies where the next decoders write: everything is read from it before they run.
		const offset = wordAt(words, WSP_HEADERS);
		const size = wordAt(words, WSP_HEADERS + 4);
		const typed = (octetAt(words, WSP_FLAGS) & WSP_FLAG_CONTENT_TYPE) !== 0;
		const redirectFlags = octetAt(words, WSP_REDIRECT_FLAGS);
		const capabilities = wordAt(words, WSP_CAPABILITIES);
		const capabilitiesLength = wordAt(words, WSP_CAPABILITIES + 4);
		if (capabilitiesLength > 0) {
			const block = { offset: capabilities, length: capabilitiesLength };
			pdu.capabilities = this.#capabilitiesIn(block, pdu.type);
		}
		if (pdu.type === WSP_REDIRECT) addRedirect(core, pdu, start, redirectFlags);
		addHeaders(this.#cache, pdu, { offset, length: size, typed, pages, start });
		return pdu;
	}

	#capabilitiesIn(block: Block, type: number): WspCapability[] {
		const core = this.#core;
		const { offset, length } = block;
		const end = offset + length;
		const isReply = type === WSP_CONNECT_REPLY;
		const variant = isReply ? 1 : 0;
		const cache = this.#capabilities;
		const known = cache.find(core.bytes, offset, end, variant);
		if (known) return known;
		const capabilities = readCapabilities(core, block, isReply);
		cache.keep(core.bytes.subarray(offset, end), variant, capabilities);
		return capabilities;
	}
}
