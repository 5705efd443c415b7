import type { Problem } from "../record.js";
import type { Core } from "../wasm/instance.js";
import {
	REGION_SCRATCH,
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
import { readAddresses, readCapabilities } from "./capability.js";
import { type CodePages, readHeadersAt } from "./header.js";
import {
	WSP_CONNECT,
	WSP_CONNECT_REPLY,
	WSP_DISCONNECT,
	WSP_REDIRECT,
	WSP_REPLY,
	WSP_RESUME,
	WSP_SUSPEND,
	wspHttpStatus,
	wspMethod,
} from "./names.js";
import { decodeUnknown } from "./text.js";
import type { WspPdu } from "./transaction.js";

interface Block {
	offset: number;
	length: number;
}

/** The record that `decodeWsp` of the core wrote. */
class WspRecord {
	readonly #view: DataView;

	constructor(view: DataView) {
		this.#view = view;
	}

	octet(field: number): number {
		return this.#view.getUint8(REGION_TOKENS + field);
	}

	word(field: number): number {
		return this.#view.getUint32(REGION_TOKENS + field, true);
	}

	block(field: number): Block {
		return { offset: this.word(field), length: this.word(field + 4) };
	}
}

/** Octets of a URI as text (SPEC 2.4); some senders leave the 00 of other texts in. */
function uriText(bytes: Uint8Array, { offset, length }: Block): string {
	let end = offset + length;
	while (end > offset && bytes[end - 1] === 0) end--;
	return decodeUnknown(bytes.subarray(offset, end));
}

function problemOf(record: WspRecord): Problem[] {
	const status = record.octet(WSP_STATUS);
	if (status === STATUS_OK) return [];
	if (status === STATUS_UNSUPPORTED)
		return [{ layer: "wsp", code: "unsupported", note: "PDU type" }];
	return [
		{
			layer: "wsp",
			code: status === STATUS_INCOMPLETE ? "incomplete" : "malformed",
			offset: record.word(WSP_PROBLEM_AT) - REGION_SCRATCH,
			needed: record.word(WSP_NEEDED),
			available: record.word(WSP_AVAILABLE),
		},
	];
}

function addReply(pdu: WspPdu, status: number): void {
	pdu.status = status;
	const httpStatus = wspHttpStatus(status);
	if (httpStatus !== undefined) pdu.httpStatus = httpStatus;
}

/** What the fixed fields of its type say. */
function addFixedFields(pdu: WspPdu, record: WspRecord): void {
	const { type } = pdu;
	if (type === WSP_REPLY) addReply(pdu, record.octet(WSP_REPLY_STATUS));
	if (type === WSP_CONNECT) pdu.version = record.octet(WSP_VERSION);
	if (
		type === WSP_CONNECT_REPLY ||
		type === WSP_DISCONNECT ||
		type === WSP_SUSPEND ||
		type === WSP_RESUME
	)
		pdu.sessionId = record.word(WSP_SESSION_ID);
	const method = wspMethod(type);
	if (method) pdu.method = method;
}

function addCapabilities(core: Core, pdu: WspPdu, block: Block): void {
	if (block.length === 0) return;
	const reply = pdu.type === WSP_CONNECT_REPLY;
	pdu.capabilities = readCapabilities(core, block, reply);
}

function addRedirect(core: Core, pdu: WspPdu, flags: number): void {
	const data = {
		offset: REGION_SCRATCH + pdu.dataOffset,
		length: pdu.dataLength,
	};
	pdu.redirect = {
		permanent: (flags & 0x80) !== 0,
		reuseSecuritySession: (flags & 0x40) !== 0,
		addresses: readAddresses(core, data, REGION_TOKENS),
	};
}

function addHeaders(
	core: Core,
	pdu: WspPdu,
	block: Block & { typed: boolean; pages: CodePages | undefined },
): void {
	const { offset, length, typed, pages } = block;
	if (length === 0) return;
	const read = readHeadersAt(core, offset, offset + length, typed, pages);
	pdu.headers = read.headers;
	if (read.contentType?.name) {
		pdu.contentType = read.contentType.name;
		pdu.contentTypeParameters = read.contentType.parameters;
	}
	for (const problem of read.problems) {
		const at = offset - REGION_SCRATCH + (problem.offset ?? 0);
		pdu.problems.push({ ...problem, offset: at });
	}
}

/**
 * Decodes one WSP PDU (WAP-230 8.2), with its TID octet first when `connectionless`. Never fails: what is odd or cut
 * is in `problems`, and what could be read before it is there. `pages` names the header code pages of the session.
 */
export function decodeWspPdu(
	core: Core,
	octets: Uint8Array,
	connectionless: boolean,
	pages?: CodePages,
): WspPdu {
	const length = core.toScratch(octets);
	core.exports.decodeWsp(
		REGION_SCRATCH,
		REGION_SCRATCH + length,
		connectionless ? 1 : 0,
		REGION_TOKENS,
	);
	const record = new WspRecord(core.view);
	const data = record.block(WSP_DATA);
	const pdu: WspPdu = {
		type: record.octet(WSP_TYPE),
		headers: [],
		dataOffset: data.offset - REGION_SCRATCH,
		dataLength: data.length,
		problems: problemOf(record),
	};
	if (connectionless) pdu.tid = record.octet(WSP_TID);
	addFixedFields(pdu, record);
	const uri = record.block(WSP_URI);
	if (uri.length > 0) pdu.uri = uriText(core.bytes, uri);
	// The record lies where the next decoders write: everything is read from it before they run.
	const headers = record.block(WSP_HEADERS);
	const capabilities = record.block(WSP_CAPABILITIES);
	const typed = (record.octet(WSP_FLAGS) & WSP_FLAG_CONTENT_TYPE) !== 0;
	const redirectFlags = record.octet(WSP_REDIRECT_FLAGS);
	addCapabilities(core, pdu, capabilities);
	if (pdu.type === WSP_REDIRECT) addRedirect(core, pdu, redirectFlags);
	addHeaders(core, pdu, { ...headers, typed, pages });
	return pdu;
}
