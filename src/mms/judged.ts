import type { FieldValue, Part, PduFields, Problem } from "../record.js";
import { settle } from "../shape.js";
import { readContentType } from "../wap/parameter.js";
import { FIRST, SIZE, Tokens } from "../wap/token.js";
import type { Core } from "../wasm/instance.js";
import { REGION_TOKENS } from "../wasm/layout.js";
import {
	TOKEN_FLAG_MULTIPART,
	TOKEN_IS_PART,
	TOKEN_IS_PROBLEM,
	TOKEN_PART_HASH,
	TOKENS_BODY_HASH_LOW,
	TOKENS_HASH_LOW,
} from "../wasm/token.js";
import { KnownBodies, type KnownBody } from "./bodies.js";
import { decodeMmsPdu } from "./decode.js";
import { briefAt } from "./hash.js";
import { codesOf, EXPIRY_RELATIVE, PlainHead } from "./head.js";
import { judgedPart, judgedPartAt } from "./judgedpart.js";
import { isMimeText } from "./mime.js";
import { FIELDS } from "./names.js";
import { partOf } from "./part.js";
import type { MmsPdu, Range } from "./pdu.js";

const HASH = (REGION_TOKENS + TOKENS_HASH_LOW) >>> 2;
const BODY_HASH = (REGION_TOKENS + TOKENS_BODY_HASH_LOW) >>> 2;
const PART_HASH = TOKEN_PART_HASH >>> 2;
const MESSAGE_TYPE = 0x0c;
/** What MIME text begins with. */
const DASH = 0x2d;

/** Of PDUs of which nobody wants to know these. All share them. */
const NO_RANGES: Range[] = [];
const NO_PDUS: MmsPdu[] = [];
const NO_PROBLEMS: Problem[] = [];
const NO_BODY = { hash: undefined, parts: undefined };

type Values = readonly (FieldValue | undefined)[];

/** What correlation reads of a PDU (`src/transaction`): always the same keys, those without a value too. */
function fieldsOf(values: Values, parts: Part[] | undefined): PduFields {
	return {
		"mmse.message_type": values[MESSAGE_TYPE],
		"mmse.transaction_id": values[0x18],
		"mmse.mms_version": values[0x0d],
		"mmse.message_id": values[0x0b],
		"mmse.from": values[0x09],
		"mmse.to": values[0x17],
		"mmse.subject": values[0x16],
		"mmse.date": values[0x05],
		"mmse.content_location": values[0x03],
		"mmse.message_size": values[0x0e],
		"mmse.expiry.abs": values[0x08],
		"mmse.expiry.rel": values[EXPIRY_RELATIVE],
		"mmse.delivery_report": values[0x06],
		"mmse.status": values[0x15],
		"mmse.response_status": values[0x12],
		"mmse.retrieve_status": values[0x19],
		"mmse.read_status": values[0x1b],
		parts,
	} as PduFields;
}

/** Of what holds no PDU. */
export const NO_FIELDS = fieldsOf([], undefined);
settle(fieldsOf([], undefined));

const USUAL = [
	0x0c, 0x18, 0x0d, 0x0b, 0x09, 0x17, 0x16, 0x05, 0x03, 0x0e, 0x08, 0x06, 0x15,
	0x12, 0x19, 0x1b,
];
/** What correlation reads besides, and few PDUs have: copies, texts of answers, what is replaced, stored or cancelled. */
const RARE = [0x02, 0x01, 0x13, 0x1a, 0x1e, 0x25, 0x27, 0x3d, 0x3e, 0x3f];
const [RARE_LOW, RARE_HIGH] = codesOf(RARE);

function rareOf(values: Values): PduFields {
	const fields: PduFields = {};
	for (const code of RARE) {
		const value = values[code];
		if (value !== undefined) fields[FIELDS.get(code)!.key] = value;
	}
	return fields;
}

/** The same of a PDU of which all is known. */
function judge(pdu: MmsPdu): void {
	const { fields } = pdu;
	const values: (FieldValue | undefined)[] = [];
	for (const code of USUAL) values[code] = fields[FIELDS.get(code)!.key];
	for (const code of RARE) values[code] = fields[FIELDS.get(code)!.key];
	values[0x08] = fields["mmse.expiry.abs"];
	values[EXPIRY_RELATIVE] = fields["mmse.expiry.rel"];
	pdu.rare = rareOf(values);
	pdu.fields = fieldsOf(values, fields.parts?.map(judgedPart));
}

/**
 * Decodes PDUs as far as correlation asks: what it reads of their fields, their parts, and quick hashes. Plain PDUs go a
 * short way; others are decoded as a whole.
 */
export class JudgedDecoder {
	readonly #core: Core;
	readonly #head = new PlainHead([...USUAL, ...RARE]);
	readonly #bodies = new KnownBodies();
	/** The rows at hand. */
	readonly #tokens: Tokens;

	constructor(core: Core) {
		this.#core = core;
		this.#tokens = new Tokens(core);
	}

	/** Octets from `start` to `end`. */
	decode(octets: Uint8Array, start: number, end: number): MmsPdu {
		const core = this.#core;
		const at = core.placeOf(octets, start, end);
		if (at >= 0) {
			const pdu = this.#plain(at, end - start);
			if (pdu !== undefined) return pdu;
		}
		const pdu = decodeMmsPdu(core, octets.subarray(start, end), true);
		judge(pdu);
		return pdu;
	}

	/** Undefined: something about it is odd. */
	#plain(start: number, length: number): MmsPdu | undefined {
		const core = this.#core;
		const head = this.#head;
		const count = core.exports.decodeMmseHead(start, start + length);
		const tokens = this.#tokens.begin(count);
		if (!head.read(tokens)) return undefined;
		const hash = briefAt(tokens.words, HASH);
		let bodyOffset: number | undefined;
		let body: KnownBody | typeof NO_BODY | undefined = NO_BODY;
		if (head.body >= 0) {
			// Nothing follows but a problem.
			if (head.body !== count - 1) return undefined;
			bodyOffset = tokens.offset(head.body) - start;
			body = tokens.has(head.body, TOKEN_FLAG_MULTIPART)
				? this.#multipart(tokens, head.body)
				: singlePart(tokens, head);
			if (body === undefined) return undefined;
		}
		return {
			messageType: head.values[MESSAGE_TYPE] as number,
			fields: fieldsOf(head.values, body.parts),
			bodyOffset,
			partRanges: NO_RANGES,
			root: undefined,
			hash,
			bodyHash: body.hash,
			inner: NO_PDUS,
			complete: true,
			problems: NO_PROBLEMS,
			rare:
				((head.low & RARE_LOW) | (head.high & RARE_HIGH)) === 0
					? undefined
					: rareOf(head.values),
		};
	}

	/** A body that was there before is not read again. */
	#multipart(tokens: Tokens, body: number): KnownBody | undefined {
		const { words } = tokens;
		const { bytes } = this.#core;
		const low = words[BODY_HASH] as number;
		const high = words[BODY_HASH + 1] as number;
		const start = tokens.offset(body);
		const length = tokens.length(body);
		const known = this.#bodies.get(low, high, { bytes, start, length });
		if (known !== undefined) return known;
		if (bytes[start] === DASH && isMimeText(tokens.octets(body)))
			return undefined;
		const hash = briefAt(words, BODY_HASH);
		const parts: Part[] = [];
		this.#bodies.begin(low, length);
		if (!this.#readParts(start, length, parts)) return undefined;
		const read = { hash, parts: parts.length > 0 ? parts : undefined };
		this.#bodies.keep(low, high, read);
		return read;
	}

	/** False: something about the body is odd. */
	#readParts(start: number, length: number, parts: Part[]): boolean {
		const { exports, bytes } = this.#core;
		const count = exports.decodeMultipart(start, start + length);
		const tokens = this.#tokens.begin(count);
		if (tokens.overflow) return false;
		exports.hashParts();
		// Where the octets begin that are no data of a part.
		let at = 0;
		for (let row = 0; row < count; row++) {
			const kind = tokens.kind(row);
			if (kind === TOKEN_IS_PROBLEM) return false;
			if (kind !== TOKEN_IS_PART) continue;
			const size = tokens.length(row);
			const hash =
				size > 0
					? briefAt(tokens.words, FIRST + row * SIZE + PART_HASH)
					: undefined;
			parts.push(judgedPartAt(tokens, row, hash));
			// The parts inside it come next.
			if (tokens.has(row, TOKEN_FLAG_MULTIPART)) continue;
			const data = tokens.offset(row) - start;
			this.#bodies.add(bytes, start, at, data - at);
			at = data + size;
		}
		this.#bodies.add(bytes, start, at, length - at);
		return true;
	}
}

/** The body is no multipart: all of it is one part. */
function singlePart(tokens: Tokens, { body, type }: PlainHead): KnownBody {
	const part = partOf(readContentType(tokens, type), {}, tokens.length(body));
	const hash = briefAt(tokens.words, BODY_HASH);
	part.hash = hash;
	return { hash, parts: [judgedPart(part)] };
}
