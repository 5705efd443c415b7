import type { DnsFailure } from "../exchange/dns.js";
import { type Moment, momentOf } from "../flow/stamp.js";
import { formatIpv4, formatIpv6 } from "../frame/address.js";
import type { Flows } from "../frame/flows.js";
import type { Rows } from "../frame/frame.js";
import * as layout from "../wasm/layout.js";

/** The copy of a RESOLUTION_* entry that a row points to. */
class Note {
	readonly #rows: Rows;
	readonly at: number;

	constructor(rows: Rows) {
		this.#rows = rows;
		this.at = rows.payloadOffset;
	}

	octet(field: number): number {
		return this.#rows.memory[this.at + field] as number;
	}

	half(field: number): number {
		return this.octet(field) | (this.octet(field + 1) << 8);
	}

	word(field: number): number {
		return this.#rows.words[(this.at + field) >>> 2] as number;
	}

	moment(field: number, capture: number): Moment {
		const rows = this.#rows;
		const flags = this.octet(layout.RESOLUTION_FLAGS);
		return momentOf({
			frame: rows.frameOf(this.word(field)),
			seconds: this.word(field + 8),
			nanoseconds: this.word(field + 12),
			fine: (flags & layout.ROW_FLAG_FINE) !== 0,
			capture,
			captureFrame: rows.captureFrameOf(capture, this.word(field + 4)),
		});
	}
}

/** A name that was not resolved, from its row. */
export function dnsFailure(rows: Rows, flows: Flows): DnsFailure {
	const note = new Note(rows);
	const { memory } = rows;
	const isIpv4 = note.octet(layout.RESOLUTION_FAMILY) === 4;
	const format = isIpv4 ? formatIpv4 : formatIpv6;
	const captured = note.half(layout.RESOLUTION_CAPTURE);
	const failure: DnsFailure = {
		name: nameOf(note),
		client: format(memory, note.at + layout.RESOLUTION_CLIENT),
		clientPort: note.half(layout.RESOLUTION_CLIENT_PORT),
		server: format(memory, note.at + layout.RESOLUTION_SERVER),
		serverPort: note.half(layout.RESOLUTION_CLIENT_PORT + 2),
		stream: note.word(layout.RESOLUTION_STREAM),
		path: flows.pathOf(
			note.half(layout.RESOLUTION_SCOPE),
			note.half(layout.RESOLUTION_SCOPE_NAME),
			note.octet(layout.RESOLUTION_WAY),
			note.word(layout.RESOLUTION_TEID),
		),
		query: note.moment(layout.RESOLUTION_FRAME, captured),
	};
	const outcome = note.octet(layout.RESOLUTION_OUTCOME);
	if (outcome === 0) return failure;
	failure.rcode = outcome - 1;
	const answered = note.half(layout.RESOLUTION_ANSWER_CAPTURE);
	failure.answer = note.moment(layout.RESOLUTION_ANSWER, answered);
	return failure;
}

/** Octets outside ASCII, which no host of a URL has, as they would be in ISO 8859-1. */
function nameOf(note: Note): string {
	const length = note.octet(layout.RESOLUTION_NAME_LENGTH);
	let text = "";
	for (let i = 0; i < length; i++)
		text += String.fromCharCode(note.octet(layout.RESOLUTION_NAME + i));
	return text;
}
