import { FIRST, SIZE, Tokens } from "../wap/token.js";
import type { Core } from "../wasm/instance.js";
import {
	TOKEN_FLAG_MULTIPART,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_TEXT,
	TOKEN_IS_CONTENT_TYPE,
	TOKEN_IS_PROBLEM,
} from "../wasm/token.js";
import { decodeMmsPdu } from "./decode.js";
import { PlainHead } from "./head.js";
import { isMimeText } from "./mime.js";
import { type MmsPdu, openPdu } from "./pdu.js";

/** Code of application/vnd.wap.mms-message. */
const MMS_MESSAGE = 0x3e;
const MMS_WORD = "mms-message";
const MESSAGE_TYPE = 0x0c;

/** What there is to tell of a plain PDU. */
function plainPdu(messageType: number): MmsPdu {
	const pdu = openPdu();
	pdu.messageType = messageType;
	pdu.fields["mmse.message_type"] = messageType;
	pdu.complete = true;
	return pdu;
}

/** Decodes PDUs as far as counting asks: their types, those inside them, and what is odd about them. */
export class CountingDecoder {
	readonly #core: Core;
	readonly #head = new PlainHead([MESSAGE_TYPE]);
	/** By type: one for all of them. */
	readonly #plain: (MmsPdu | undefined)[] = [];

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
		const type = at < 0 ? undefined : this.#plainType(at, at + end - start);
		if (type === undefined)
			return decodeMmsPdu(core, octets.subarray(start, end), true);
		this.#plain[type] ??= plainPdu(type);
		return this.#plain[type];
	}

	/** Its message type; undefined: something about it is odd, or it holds another PDU. */
	#plainType(start: number, end: number): number | undefined {
		const core = this.#core;
		const count = core.exports.decodeMmse(start, end);
		const tokens = this.#tokens.begin(count);
		const head = this.#head;
		if (!head.read(tokens)) return undefined;
		if (head.body >= 0 && !isPlainBody(tokens, head)) return undefined;
		return head.values[MESSAGE_TYPE] as number;
	}
}

function isPlainBody(tokens: Tokens, { body, type }: PlainHead): boolean {
	if (mayBePdu(tokens, type)) return false;
	if (tokens.has(body, TOKEN_FLAG_MULTIPART) && isMimeText(tokens.octets(body)))
		return false;
	const { words, count } = tokens;
	for (let row = body + 1; row < count; row++) {
		const kind = (words[FIRST + row * SIZE] as number) & 0xff;
		if (kind === TOKEN_IS_PROBLEM) return false;
		if (kind === TOKEN_IS_CONTENT_TYPE && mayBePdu(tokens, row)) return false;
	}
	return true;
}

/** The content type in `row` is that of a PDU, or there is no telling. */
function mayBePdu(tokens: Tokens, row: number): boolean {
	const form = tokens.form(row);
	if (form === TOKEN_FORM_INTEGER) return tokens.value(row) === MMS_MESSAGE;
	if (form !== TOKEN_FORM_TEXT) return true;
	return tokens.text(row).toLowerCase().includes(MMS_WORD);
}
