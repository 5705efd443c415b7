import { newCarriage } from "../flow/carriage.js";
import { newStamp } from "../flow/stamp.js";
import {
	HEAD_COPY,
	HEAD_COPY_SIZE,
	HEAD_COUNT,
	HEAD_ROWS,
	LINE_ROW_END,
	LINE_ROW_SIZE,
	LINE_ROW_SLOT,
	LINE_ROW_START,
	LINE_ROW_VERSION,
	LINE_SLOTS,
	REGION_HEADS,
} from "../wasm/headlayout.js";
import type { Core } from "../wasm/instance.js";
import { headerProblem } from "./body.js";
import {
	HEADER_LIMIT,
	headerValue,
	parseField,
	parseHeaderFields,
} from "./header.js";
import { latin1 } from "./latin.js";
import {
	type HttpHeader,
	type HttpMessage,
	markOf,
	marksOf,
	NO_GAPS,
	OF_HOST,
	OF_TYPE,
} from "./message.js";
import {
	type Expected,
	findLineEnd,
	parseStartLine,
	START_LINE_LIMIT,
	type StartLine,
	startLineAt,
} from "./startline.js";

/** Of a message under way. */
const NO_CARRIAGE = newCarriage(newStamp(), newStamp(), [], 0);

/**
 * Reads start line and header fields between `start` and `end`, where a start line must begin. Its carriage is not known
 * yet.
 *
 * @param heads may read them, if they are a whole head
 */
export function readHead(
	bytes: Uint8Array,
	start: number,
	end: number,
	heads?: HeadReader,
): HttpMessage {
	const whole = heads?.read(bytes, start, end, "any");
	if (whole && heads!.size === end - start) return whole;
	const lineEnd = findLineEnd(bytes, start, end);
	const line = startLineAt(bytes, start, lineEnd < 0 ? end : lineEnd)!;
	const fields = parseHeaderFields(bytes, lineEnd + 1, end);
	const { headers } = fields;
	const message = makeMessage(line, headers, marksOf(headers));
	if (fields.malformed > 0) message.problems.push(headerProblem("header"));
	return message;
}

function makeMessage(
	line: StartLine,
	headers: HttpHeader[],
	marks: number,
): HttpMessage {
	const isRequest = line.kind === "request";
	return {
		kind: line.kind,
		version: line.version,
		method: isRequest ? line.method : undefined,
		target: isRequest ? line.target : undefined,
		status: isRequest ? undefined : line.status,
		reason: isRequest ? undefined : line.reason,
		headers,
		marks,
		contentType:
			(marks & OF_TYPE) === 0
				? undefined
				: headerValue(headers, "content-type"),
		host: (marks & OF_HOST) === 0 ? undefined : headerValue(headers, "host"),
		body: { length: 0, gaps: NO_GAPS, expected: undefined, bytes: undefined },
		carriage: NO_CARRIAGE,
		problems: [],
		found: undefined,
	};
}

const ROWS = (REGION_HEADS + HEAD_ROWS) >>> 2;
const NEXT_ROW = LINE_ROW_SIZE >>> 2;

/**
 * Reads whole heads in the core: one call for each, and of lines that were seen before nothing but their slots
 * (`assembly/http/head.ts`).
 */
export class HeadReader {
	readonly #core: Core;
	/** What the lines in the slots say; undefined: no start line, no field. */
	readonly #starts: (StartLine | undefined)[] = [];
	readonly #fields: (HttpHeader | undefined)[] = [];
	readonly #marks = new Uint8Array(LINE_SLOTS);
	readonly #versions = new Uint32Array(LINE_SLOTS);
	/** Octets of the head that was read. */
	size = 0;

	constructor(core: Core) {
		this.#core = core;
		for (let slot = 0; slot < LINE_SLOTS; slot++) {
			this.#starts.push(undefined);
			this.#fields.push(undefined);
		}
	}

	/**
	 * The head that begins at `start`, up to the empty line; undefined: that is not there before `end`, it is none of the
	 * kind that is expected, or its lines are not that simple.
	 */
	read(
		bytes: Uint8Array,
		start: number,
		end: number,
		expected: Expected,
	): HttpMessage | undefined {
		const core = this.#core;
		const from = bytes === core.bytes ? start : this.#copy(bytes, start, end);
		const length = end - start;
		const headEnd = core.exports.readHead(
			from,
			from + (length < HEAD_COPY_SIZE ? length : HEAD_COPY_SIZE),
		);
		this.size = headEnd - from;
		if (headEnd === 0 || this.size > HEADER_LIMIT) return undefined;
		const { words } = core;
		const slot = words[ROWS + (LINE_ROW_SLOT >>> 2)]!;
		const isKnown =
			slot < LINE_SLOTS &&
			this.#versions[slot] === words[ROWS + (LINE_ROW_VERSION >>> 2)];
		const line = isKnown ? this.#starts[slot] : this.#readStart(words);
		if (!line || (expected !== "any" && expected !== line.kind))
			return undefined;
		return this.#message(line, words);
	}

	/** Puts what fits where the core can read it; its address there. */
	#copy(bytes: Uint8Array, start: number, end: number): number {
		const to = REGION_HEADS + HEAD_COPY;
		const stop = Math.min(end, start + HEAD_COPY_SIZE);
		this.#core.bytes.set(bytes.subarray(start, stop), to);
		return to;
	}

	/** Reads a start line that was not seen before. */
	#readStart(words: Uint32Array): StartLine | undefined {
		const slot = words[ROWS + (LINE_ROW_SLOT >>> 2)]!;
		const start = words[ROWS + (LINE_ROW_START >>> 2)]!;
		const end = words[ROWS + (LINE_ROW_END >>> 2)]!;
		if (end - start >= START_LINE_LIMIT - 1) return undefined;
		const line = parseStartLine(latin1(this.#core.bytes, start, end));
		if (slot < LINE_SLOTS) {
			this.#starts[slot] = line;
			this.#versions[slot] = words[ROWS + (LINE_ROW_VERSION >>> 2)]!;
		}
		return line;
	}

	#message(line: StartLine, words: Uint32Array): HttpMessage {
		const versions = this.#versions;
		const headers: HttpHeader[] = [];
		const last =
			ROWS + (words[(REGION_HEADS + HEAD_COUNT) >>> 2]! - 1) * NEXT_ROW;
		let isMalformed = false;
		let marks = 0;
		for (let row = ROWS + NEXT_ROW; row <= last; row += NEXT_ROW) {
			const slot = words[row + (LINE_ROW_SLOT >>> 2)]!;
			const isSlot = slot < LINE_SLOTS;
			const isKnown =
				isSlot && versions[slot] === words[row + (LINE_ROW_VERSION >>> 2)];
			const field = isKnown ? this.#fields[slot] : this.#readField(row, words);
			if (field === undefined) isMalformed = true;
			else {
				headers.push(field);
				marks |= isSlot ? this.#marks[slot]! : markOf(field[0]);
			}
		}
		const message = makeMessage(line, headers, marks);
		if (isMalformed) message.problems.push(headerProblem("header"));
		return message;
	}

	/** Reads a line that was not seen before. */
	#readField(row: number, words: Uint32Array): HttpHeader | undefined {
		const { bytes } = this.#core;
		const slot = words[row + (LINE_ROW_SLOT >>> 2)]!;
		const start = words[row + (LINE_ROW_START >>> 2)]!;
		const end = words[row + (LINE_ROW_END >>> 2)]!;
		const field = parseField(latin1(bytes, start, end));
		if (slot < LINE_SLOTS) {
			this.#fields[slot] = field;
			this.#marks[slot] = field ? markOf(field[0]) : 0;
			this.#versions[slot] = words[row + (LINE_ROW_VERSION >>> 2)]!;
		}
		return field;
	}
}
