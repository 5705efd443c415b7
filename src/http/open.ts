import type { CarriageLog } from "../flow/carriage.js";
import type { Stamp } from "../flow/stamp.js";
import type { GapCause } from "../tcp/stream.js";
import {
	BodyCollector,
	type BodyMemory,
	contentCodings,
	type Framing,
	PROBE_OCTETS,
} from "./body.js";
import { ChunkedWalk } from "./chunked.js";
import { decodeContent } from "./encoding.js";
import type { HttpMessage } from "./message.js";

type Cause = GapCause | "cut";

/** Decides with the header and the first octets of the body (decoded) whether the body is wanted. */
export type KeepBody = (message: HttpMessage, first: Uint8Array) => boolean;

/** What becomes of bodies. */
export interface BodyOptions extends BodyMemory {
	readonly keep: KeepBody;
}

/** A message whose header was read and whose end was not. */
export class OpenMessage {
	readonly message: HttpMessage;
	/** Position of its first octet in the stream. */
	readonly start: number;
	readonly #log: CarriageLog;
	readonly #keep: KeepBody;
	readonly #body: BodyCollector;
	#framing: Framing = { kind: "none" };
	#chunks: ChunkedWalk | undefined;
	#skipped = 0;
	/** What took the octets that would have shown the end. */
	#lostEnd: GapCause | undefined;
	/** Octets of a body of known length still to come. */
	remaining = 0;

	constructor(
		message: HttpMessage,
		log: CarriageLog,
		start: number,
		options: BodyOptions,
	) {
		this.message = message;
		this.start = start;
		this.#log = log;
		this.#keep = options.keep;
		this.#body = new BodyCollector(options);
	}

	get framing(): Framing {
		return this.#framing;
	}

	set framing(framing: Framing) {
		this.#framing = framing;
		if (framing.kind === "length") {
			this.message.body.expected = framing.length;
			this.remaining = framing.length;
		}
		if (framing.kind === "chunked") this.#chunks = new ChunkedWalk();
	}

	/** All octets of the message were passed. */
	get isAtEnd(): boolean {
		switch (this.#framing.kind) {
			case "length":
				return this.remaining === 0;
			case "chunked":
				return this.#chunks!.isDone;
			case "close":
				return false;
			default:
				return true;
		}
	}

	/** The end cannot be found. */
	get isBroken(): boolean {
		return this.#chunks?.isBroken ?? false;
	}

	/** Nobody needs the octets of the body, and their number is known. */
	get isDropped(): boolean {
		return this.#framing.kind === "length" && this.#body.isWanted === false;
	}

	/** Octets ahead that are of the body for certain and need no decision; the last one, which ends it, is not among them. */
	get plain(): number {
		if (this.#body.isWanted === undefined) return 0;
		const chunks = this.#chunks;
		if (chunks) return chunks.isData ? chunks.remaining - 1 : 0;
		return this.#framing.kind === "length" ? this.remaining - 1 : 0;
	}

	/** Takes octets that are `plain`. */
	pass(bytes: Uint8Array, at: number, octets: number, stamp: Stamp): void {
		if (this.#chunks) this.#chunks.remaining -= octets;
		else this.remaining -= octets;
		this.#log.add(stamp, octets);
		this.#body.add(bytes, at, at + octets);
	}

	/** Passes octets of the body unseen; they count as arrived. */
	skip(octets: number): void {
		this.remaining -= octets;
		this.#skipped += octets;
		this.#body.count(octets);
	}

	repeated(): void {
		this.#log.retransmissions++;
	}

	/** Takes octets of the body; how many. */
	take(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
		if (this.#chunks) return this.#takeChunked(bytes, at, end, stamp);
		let stop = end;
		if (this.#framing.kind === "length") {
			stop = Math.min(end, at + this.remaining);
			this.remaining -= stop - at;
		}
		this.#log.add(stamp, stop - at);
		this.#add(bytes, at, stop);
		return stop - at;
	}

	#takeChunked(
		bytes: Uint8Array,
		at: number,
		end: number,
		stamp: Stamp,
	): number {
		const chunks = this.#chunks!;
		let stop = at;
		while (stop < end && !chunks.isDone && !chunks.isBroken) {
			if (!chunks.isData) {
				stop = chunks.walk(bytes, stop, end);
				continue;
			}
			const from = stop;
			stop = Math.min(end, from + chunks.remaining);
			this.#add(bytes, from, stop);
			chunks.took(stop - from);
		}
		this.#log.add(stamp, stop - at);
		return stop - at;
	}

	#add(bytes: Uint8Array, at: number, end: number): void {
		const body = this.#body;
		if (body.isWanted !== undefined) {
			body.add(bytes, at, end);
			return;
		}
		const due = body.length + end - at + this.remaining;
		if (body.length === 0 && end - at >= PROBE_OCTETS) {
			this.#decideBy(bytes.subarray(at, at + PROBE_OCTETS), due);
			body.add(bytes, at, end);
			return;
		}
		const probe = Math.min(body.undecided, end - at);
		body.add(bytes, at, at + probe);
		if (body.undecided === 0) this.#decideBy(body.bytes, due);
		if (at + probe < end) body.add(bytes, at + probe, end);
	}

	/** Nothing more comes that could help to decide. */
	#decide(): void {
		const body = this.#body;
		if (body.isWanted !== undefined) return;
		this.#decideBy(body.bytes, body.length + this.remaining);
	}

	/** By the first octets as they were sent; `due`: octets that are to be expected in all. */
	#decideBy(first: Uint8Array, due: number): void {
		const codings = contentCodings(this.message);
		// What comes out of one coding goes into the next.
		const limit = codings.length > 1 ? 4096 : PROBE_OCTETS;
		const content =
			codings.length === 0 ? first : decodeContent(first, codings, limit).bytes;
		if (this.#keep(this.message, content)) this.#body.keep(due);
		else this.#body.drop();
	}

	/** The message was told: memory of its body that nobody could keep is there for the next one. */
	recycle(): void {
		const { body } = this.message;
		if (this.#body.isLent) body.bytes = undefined;
		if (!body.bytes) this.#body.recycle();
	}

	/** Octets are missing that would have shown the end. */
	loseEnd(cause: GapCause): void {
		this.#lostEnd = cause;
	}

	/** Octets are missing; how many of them belong to this message for certain. Fewer than `length`: its end is lost. */
	gap(length: number, cause: GapCause): number {
		const chunks = this.#chunks;
		if (this.#body.undecided > 0) this.#decide();
		if (!chunks) {
			const taken =
				this.#framing.kind === "length"
					? Math.min(length, this.remaining)
					: length;
			if (this.#framing.kind === "length") this.remaining -= taken;
			if (taken > 0) this.#body.gap(taken, cause);
			return taken;
		}
		const taken = chunks.isData ? Math.min(length, chunks.remaining) : 0;
		if (taken > 0) {
			this.#body.gap(taken, cause);
			chunks.took(taken);
		}
		if (taken < length) this.#lostEnd = cause;
		return taken;
	}

	/**
	 * Nothing more comes. `isWhole`: it ended where it should; `completedBy`: the frame that ended it, when that is not
	 * one of those that carried it.
	 */
	finish(isWhole: boolean, completedBy?: Stamp): HttpMessage {
		const { message } = this;
		const body = this.#body;
		this.#decide();
		const missing =
			body.missing + (this.#framing.kind === "length" ? this.remaining : 0);
		const isComplete = isWhole && missing === 0;
		const carriage = this.#log.finish();
		const isLater =
			completedBy !== undefined && completedBy.frame > carriage.frame;
		message.carriage = isLater ? this.#log.finish(completedBy) : carriage;
		message.carriage.complete = isComplete;
		message.carriage.bytes += this.#skipped;
		if (missing > 0) message.carriage.missing = missing;
		const cause = this.#cause(isWhole);
		if (!isComplete) message.carriage.missingCause = cause;
		message.body.length = body.length;
		message.body.gaps = body.gaps;
		if (body.isWanted && body.length > 0) this.#store();
		if (!isComplete) this.#note(missing, cause);
		body.release();
		return message;
	}

	/** That the end never came says more than what was lost before it. */
	#cause(isWhole: boolean): Cause {
		const first = isWhole ? this.#body.gaps[0] : undefined;
		return first?.cause ?? this.#lostEnd ?? "cut";
	}

	#store(): void {
		const body = this.#body;
		const { message } = this;
		const codings = contentCodings(message);
		const limit = body.limit;
		if (codings.length === 0) message.body.bytes = body.bytes;
		else {
			const known = body.gaps[0]?.offset ?? body.length;
			const decoded = decodeContent(
				body.bytes.subarray(0, known),
				codings,
				limit,
			);
			message.body.bytes = decoded.bytes;
			if (decoded.problem) {
				message.problems.push({
					layer: "http",
					code: decoded.problem,
					note: "content-encoding",
				});
			}
		}
		if (body.isOverLimit) {
			message.problems.push({
				layer: "http",
				code: "limit-body",
				needed: body.length,
				available: body.bytes.length,
			});
		}
	}

	#note(missing: number, cause: Cause): void {
		const { message } = this;
		message.problems.push({
			layer: "http",
			code: cause === "cut" ? "incomplete" : cause,
			...(missing > 0 && {
				needed: message.body.length + missing,
				available: message.body.length,
			}),
			frame: message.carriage.frame,
		});
	}
}
