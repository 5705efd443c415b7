import type { Problem } from "../record.js";
import type { Budget } from "../tcp/budget.js";
import type { Buffers } from "../tcp/buffers.js";
import type { GapCause } from "../tcp/sink.js";
import type { Arena } from "../wasm/arena.js";
import { headerList } from "./header.js";
import {
	type HttpMessage,
	OF_CODING,
	OF_LENGTH,
	OF_TRANSFER,
} from "./message.js";

/** How the end of a body is found (RFC 9112 6.3). */
export interface Framing {
	/** `tunnel`: no message follows, the connection carries another protocol now (RFC 9110 7.8, 9.3.6). */
	kind: "none" | "length" | "chunked" | "close" | "tunnel";
	/** Octets of a body of known length, otherwise 0. */
	length: number;
}

/** Transfer codings without an end of their own (RFC 9112 7.2); anything else is taken as a mistake. */
const TRANSFER_CODINGS = ["gzip", "x-gzip", "deflate", "compress"];

const NONE: Framing = { kind: "none", length: 0 };
const CHUNKED: Framing = { kind: "chunked", length: 0 };
const TO_CLOSE: Framing = { kind: "close", length: 0 };
const TUNNEL: Framing = { kind: "tunnel", length: 0 };

/** `method`: that of the request which a response answers, when it is known. */
export function framingOf(message: HttpMessage, method?: string): Framing {
	const status = message.status;
	if (status !== undefined) {
		if (status === 101) return TUNNEL;
		if (status < 200 || status === 204 || status === 304) return NONE;
		if (method === "HEAD") return NONE;
		if (method === "CONNECT" && status < 300) return TUNNEL;
	}
	if (message.marks & OF_TRANSFER) {
		const codings = headerList(message.headers, "transfer-encoding");
		const coding = codings[codings.length - 1] ?? "";
		if (coding === "chunked") return CHUNKED;
		const last = coding.split(";")[0]!.trim();
		if (last === "chunked") return CHUNKED;
		if (TRANSFER_CODINGS.includes(last)) return TO_CLOSE;
	}
	const length = message.marks & OF_LENGTH ? contentLength(message) : undefined;
	if (length !== undefined) return { kind: "length", length };
	return message.kind === "request" ? NONE : TO_CLOSE;
}

/** Octets of the message follow its header. */
export function hasBody(framing: Framing): boolean {
	const { kind } = framing;
	if (kind === "length") return framing.length > 0;
	return kind === "chunked" || kind === "close";
}

const LENGTH = /^\d{1,15}$/;

/** Content-Length; equal values may be repeated, the first readable one counts otherwise (RFC 9112 6.3 item 5). */
function contentLength(message: HttpMessage): number | undefined {
	let found = 0;
	let value = "";
	const { headers } = message;
	for (let i = 0; i < headers.length; i++) {
		const header = headers[i]!;
		if (header[0] !== "content-length") continue;
		found++;
		value = header[1];
	}
	if (found === 0) return undefined;
	const length = found === 1 ? numberIn(value) : -1;
	if (length >= 0) return length;
	const values = headerList(message.headers, "content-length");
	const readable = values.filter((value) => LENGTH.test(value));
	if (new Set(values).size > 1 || readable.length < values.length) {
		message.problems.push(headerProblem("content-length"));
	}
	return readable.length > 0 ? Number(readable[0]) : undefined;
}

/** A number of at most nine digits; -1: it is longer, or none. */
function numberIn(text: string): number {
	const { length } = text;
	if (length === 0 || length > 9) return -1;
	let value = 0;
	for (let at = 0; at < length; at++) {
		const digit = text.charCodeAt(at) - 0x30;
		if (digit < 0 || digit > 9) return -1;
		value = value * 10 + digit;
	}
	return value;
}

export function headerProblem(note: string): Problem {
	return { layer: "http", code: "malformed", note };
}

const NO_CODINGS: readonly string[] = [];

/** Octets are missing before a message, in which others may have been. */
export function lossProblem(needed: number, code: GapCause): Problem {
	const note = "octets before this message";
	return { layer: "tcp", code, needed, available: 0, note };
}

/** Codings that were applied to the body, in order of application (RFC 9110 8.4). */
export function contentCodings(message: HttpMessage): readonly string[] {
	if ((message.marks & OF_CODING) === 0) return NO_CODINGS;
	const codings = headerList(message.headers, "content-encoding");
	return codings.includes("identity")
		? codings.filter((coding) => coding !== "identity")
		: codings;
}

/** Media type in lower case without parameters. */
export function mediaType(message: HttpMessage): string | undefined {
	const type = message.contentType?.split(";")[0]?.trim().toLowerCase();
	return type === "" ? undefined : type;
}

/** Memory taken for octets that did not come yet, at most. */
const RESERVE_LIMIT = 1 << 20;
const NOTHING: Uint8Array = new Uint8Array(0);

/** Octets of the body that are kept until it is decided whether the rest is wanted. */
export const PROBE_OCTETS = 64;

/** Where the octets of bodies are put. */
export interface BodyMemory {
	/** Octets of one body that are kept. */
	readonly bodyLimit: number;
	/** Memory for all bodies under way. */
	readonly bodies: Budget;
	/** Where octets are that have no place in the arena. */
	readonly buffers: Buffers;
	/** Where decoders read them without another copy. */
	readonly arena: Arena | undefined;
}

/** Keeps the octets of one body, as far as the limits allow. */
export class BodyCollector {
	/** Octets to keep at most. */
	readonly limit: number;
	readonly #memory: BodyMemory;
	#bytes = NOTHING;
	/** Of a block of the arena, in the place of `#bytes`; 0: it has none. */
	#address = 0;
	/** Octets that count as taken: those of a buffer may be more. */
	#charged = 0;
	#kept = 0;
	/** More arrived than the limit allows to keep. */
	isOverLimit = false;

	constructor(memory: BodyMemory) {
		this.limit = memory.bodyLimit;
		this.#memory = memory;
	}

	/** Octets that are kept. */
	get kept(): number {
		return this.#kept;
	}

	/** The octets that arrived and were kept; valid until more are added, or the memory of the core grows. */
	get bytes(): Uint8Array {
		return this.#address === 0
			? this.#bytes.subarray(0, this.#kept)
			: this.#memory.arena!.view(this.#address, this.#kept);
	}

	/** Octets that can be added without asking for memory that all bodies share. */
	get room(): number {
		const isSettled = this.isOverLimit || this.#charged >= this.limit;
		return isSettled ? Number.POSITIVE_INFINITY : this.#charged - this.#kept;
	}

	/** They are in the arena: nobody else can keep them. */
	get isLent(): boolean {
		return this.#address !== 0;
	}

	add(bytes: Uint8Array, start: number, octets: number): void {
		const kept = this.#kept;
		if (this.isOverLimit || kept + octets > this.#charged) {
			this.#addAsLimited(bytes, start, octets);
			return;
		}
		const { arena, buffers } = this.#memory;
		buffers.copied += octets;
		this.#kept = kept + octets;
		if (this.#address === 0)
			this.#bytes.set(bytes.subarray(start, start + octets), kept);
		else arena!.copy(bytes, start, octets, this.#address + kept);
	}

	/** As many as the limits allow. */
	#addAsLimited(bytes: Uint8Array, start: number, octets: number): void {
		if (this.isOverLimit) return;
		const kept = this.#kept;
		const room = Math.min(octets, this.limit - kept);
		if (
			room > 0 &&
			(kept + room <= this.#charged || this.#reserve(kept + room))
		)
			this.add(bytes, start, room);
		else if (room > 0) this.isOverLimit = true;
		if (room < octets) this.isOverLimit = true;
	}

	/** So many octets are due in all. */
	expect(due: number): void {
		const size = Math.min(due, this.limit, RESERVE_LIMIT);
		if (size > this.#charged) this.#reserve(size);
	}

	/** Nobody needs the octets. */
	drop(): void {
		this.release();
		this.recycle();
		this.#kept = 0;
	}

	/** The octets count as somebody else's from now on. */
	release(): void {
		this.#memory.bodies.charge(0 - this.#charged);
		this.#charged = 0;
	}

	/** Nobody looks at the octets any more. */
	recycle(): void {
		const { arena, buffers } = this.#memory;
		if (this.#address !== 0) arena!.give(this.#address);
		this.#address = 0;
		if (this.#bytes !== NOTHING) buffers.give(this.#bytes);
		this.#bytes = NOTHING;
	}

	/** False: there is no memory for that. */
	#reserve(size: number): boolean {
		const known = this.#charged;
		const { bodies } = this.#memory;
		const larger = Math.min(
			this.limit,
			Math.max(PROBE_OCTETS, size, known * 2),
		);
		if (!bodies.hasRoom(larger - known)) return false;
		bodies.charge(larger - known);
		this.#charged = larger;
		this.#enlarge(larger);
		return true;
	}

	/** Sees to a place for so many octets, and moves those that are there. */
	#enlarge(size: number): void {
		const { arena, buffers } = this.#memory;
		const room =
			this.#address === 0 ? this.#bytes.length : arena!.sizeOf(this.#address);
		if (size <= room) return;
		const kept = this.#kept;
		const address = arena?.take(size) ?? 0;
		const bytes = address === 0 ? buffers.take(size) : NOTHING;
		if (kept > 0) {
			const before = this.bytes;
			if (address === 0) bytes.set(before);
			else arena!.copy(before, 0, kept, address);
			buffers.copied += kept;
		}
		this.recycle();
		this.#bytes = bytes;
		this.#address = address;
	}
}
