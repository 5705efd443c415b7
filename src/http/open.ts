import type { CarriageLog } from "../flow/carriage.js";
import type { Stamp } from "../flow/stamp.js";
import type { GapCause } from "../tcp/sink.js";
import {
	BodyCollector,
	type BodyMemory,
	contentCodings,
	type Framing,
	PROBE_OCTETS,
} from "./body.js";
import { ChunkedWalk } from "./chunked.js";
import { decodeContent } from "./encoding.js";
import {
	type BodyGap,
	type HttpMessage,
	NO_GAPS,
	OF_CODING,
} from "./message.js";

type Cause = GapCause | "cut";

/**
 * Decides with the header and the first octets of the body (decoded), those from `start` to `end`, whether it is wanted.
 * When a content coding is to be taken off it is asked without any octets first.
 */
export type KeepBody = (
	message: HttpMessage,
	bytes: Uint8Array,
	start: number,
	end: number,
) => boolean;

/** What becomes of bodies. */
export interface BodyOptions extends BodyMemory {
	readonly keep: KeepBody;
}

const NOTHING = new Uint8Array(0);
/** Gaps of one body that are told apart. */
const GAPS_LIMIT = 1000;

/** How the end of the body is found. */
const NO_BODY = 0;
const OF_LENGTH = 1;
const CHUNKED = 2;
const TO_CLOSE = 3;

function kindOf({ kind }: Framing): number {
	if (kind === "length") return OF_LENGTH;
	if (kind === "chunked") return CHUNKED;
	return kind === "close" ? TO_CLOSE : NO_BODY;
}

/** A message whose header was read and whose end was not. */
export class OpenMessage {
	readonly message: HttpMessage;
	/** Position of its first octet in the stream. */
	readonly start: number;
	readonly #log: CarriageLog;
	readonly #options: BodyOptions;
	/** Octets of the body; made when some come that may be wanted. */
	#body: BodyCollector | undefined;
	/** Undefined: not decided. */
	#isWanted: boolean | undefined;
	/** Octets of the body that arrived, and those that were passed: missing ones as well. */
	#length = 0;
	#offset = 0;
	#gaps: BodyGap[] = NO_GAPS;
	#framing = NO_BODY;
	#chunks: ChunkedWalk | undefined;
	#skipped = 0;
	/** What took the octets that would have shown the end. */
	#lostEnd: GapCause | undefined;
	/** Octets of a body of known length still to come. */
	remaining = 0;
	/** It lasts until the end of the connection. */
	isToClose = false;
	/** All octets of the message were passed. */
	isAtEnd = true;
	/** The end cannot be found. */
	isBroken = false;

	constructor(
		message: HttpMessage,
		log: CarriageLog,
		start: number,
		options: BodyOptions,
	) {
		this.message = message;
		this.start = start;
		this.#log = log;
		this.#options = options;
	}

	/** What the header says of the end. */
	frame(framing: Framing): void {
		this.#framing = kindOf(framing);
		if (framing.kind === "length") {
			this.message.body.expected = framing.length;
			this.remaining = framing.length;
		}
		if (framing.kind === "chunked") this.#chunks = new ChunkedWalk();
		this.isToClose = this.#framing === TO_CLOSE;
		this.#lookForEnd();
	}

	#lookForEnd(): void {
		const chunks = this.#chunks;
		if (chunks !== undefined) {
			this.isAtEnd = chunks.isDone;
			this.isBroken = chunks.isBroken;
		} else this.isAtEnd = !this.isToClose && this.remaining === 0;
	}

	/** Nobody needs the octets of the body, and their number is known. */
	get isDropped(): boolean {
		return this.#framing === OF_LENGTH && this.#isWanted === false;
	}

	/**
	 * Octets ahead that are of the body for certain and need no decision; the last one, which ends it, is not among them.
	 * Nor are those for which memory has to be asked for: whether there is any depends on who asks first.
	 */
	get plain(): number {
		if (this.#isWanted === undefined) return 0;
		const chunks = this.#chunks;
		let octets = 0;
		if (this.#framing === OF_LENGTH) octets = this.remaining - 1;
		else if (chunks?.isData) octets = chunks.remaining - 1;
		return this.#isWanted ? Math.min(octets, this.#body!.room) : octets;
	}

	/** Takes octets that are `plain`. */
	pass(bytes: Uint8Array, at: number, octets: number, stamp: Stamp): void {
		if (this.#chunks) this.#chunks.remaining -= octets;
		else this.remaining -= octets;
		this.#log.add(stamp, octets);
		this.#length += octets;
		this.#offset += octets;
		if (this.#isWanted) this.#body!.add(bytes, at, octets);
	}

	/** Passes octets of the body unseen; they count as arrived. */
	skip(octets: number): void {
		this.remaining -= octets;
		this.#skipped += octets;
		this.#length += octets;
		this.#offset += octets;
	}

	repeated(): void {
		this.#log.retransmissions++;
	}

	/** Takes octets of the body; how many. */
	take(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
		if (this.#chunks) return this.#takeChunked(bytes, at, end, stamp);
		let octets = end - at;
		if (this.#framing === OF_LENGTH) {
			if (octets > this.remaining) octets = this.remaining;
			this.remaining -= octets;
			this.isAtEnd = this.remaining === 0;
		}
		this.#log.add(stamp, octets);
		this.#add(bytes, at, octets);
		return octets;
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
			const { remaining } = chunks;
			const octets = end - stop < remaining ? end - stop : remaining;
			this.#add(bytes, stop, octets);
			chunks.took(octets);
			stop += octets;
		}
		this.isAtEnd = chunks.isDone;
		this.isBroken = chunks.isBroken;
		this.#log.add(stamp, stop - at);
		return stop - at;
	}

	#add(bytes: Uint8Array, at: number, octets: number): void {
		if (this.#isWanted === undefined) this.#probe(bytes, at, octets);
		else if (this.#isWanted) this.#body!.add(bytes, at, octets);
		this.#length += octets;
		this.#offset += octets;
	}

	/** Takes octets before it is decided about them; with the first `PROBE_OCTETS` it is. */
	#probe(bytes: Uint8Array, at: number, octets: number): void {
		const due = this.#length + octets + this.remaining;
		if (this.#length === 0 && octets >= PROBE_OCTETS) {
			this.#decideBy(bytes, at, PROBE_OCTETS, due);
			if (this.#isWanted) this.#body!.add(bytes, at, octets);
			return;
		}
		this.#body ??= new BodyCollector(this.#options);
		const probe = Math.min(PROBE_OCTETS - this.#body.kept, octets);
		this.#body.add(bytes, at, probe);
		if (this.#body.kept < PROBE_OCTETS) return;
		this.#decideBy(this.#body.bytes, 0, PROBE_OCTETS, due);
		if (this.#isWanted && probe < octets)
			this.#body?.add(bytes, at + probe, octets - probe);
	}

	/** Nothing more comes that could help to decide. */
	#decide(): void {
		const first = this.#body === undefined ? NOTHING : this.#body.bytes;
		this.#decideBy(first, 0, first.length, this.#length + this.remaining);
	}

	/** By `octets` from `at` on, the first as they were sent; `due`: octets that are to be expected in all. */
	#decideBy(bytes: Uint8Array, at: number, octets: number, due: number): void {
		const { message } = this;
		let isWanted: boolean;
		if ((message.marks & OF_CODING) === 0)
			isWanted = this.#options.keep(message, bytes, at, at + octets);
		else if (this.#options.keep(message, NOTHING, 0, 0)) isWanted = true;
		else {
			const codings = contentCodings(message);
			// What comes out of one coding goes into the next.
			const limit = codings.length > 1 ? 4096 : PROBE_OCTETS;
			const first = bytes.subarray(at, at + octets);
			const content = decodeContent(first, codings, limit).bytes;
			isWanted = this.#options.keep(message, content, 0, content.length);
		}
		this.#isWanted = isWanted;
		if (isWanted) {
			this.#body ??= new BodyCollector(this.#options);
			this.#body.expect(due);
		} else if (this.#body) {
			this.#body.drop();
			this.#body = undefined;
		}
	}

	/** The message was told: memory of its body that nobody could keep is there for the next one. */
	recycle(): void {
		const { body } = this.message;
		if (this.#body?.isLent) body.bytes = undefined;
		if (!body.bytes) this.#body?.recycle();
	}

	/** Octets are missing that would have shown the end. */
	loseEnd(cause: GapCause): void {
		this.#lostEnd = cause;
	}

	/** Octets are missing; how many of them belong to this message for certain. Fewer than `length`: its end is lost. */
	gap(length: number, cause: GapCause): number {
		const chunks = this.#chunks;
		if (this.#isWanted === undefined) this.#decide();
		if (!chunks) {
			let taken = length;
			if (this.#framing === OF_LENGTH) {
				taken = Math.min(length, this.remaining);
				this.remaining -= taken;
				this.isAtEnd = this.remaining === 0;
			}
			if (taken > 0) this.#noteGap(taken, cause);
			return taken;
		}
		const taken = chunks.isData ? Math.min(length, chunks.remaining) : 0;
		if (taken > 0) {
			this.#noteGap(taken, cause);
			chunks.took(taken);
		}
		if (taken < length) this.#lostEnd = cause;
		this.#lookForEnd();
		return taken;
	}

	#noteGap(length: number, cause: GapCause): void {
		const offset = this.#offset;
		this.#offset += length;
		if (this.#gaps === NO_GAPS) this.#gaps = [];
		const gaps = this.#gaps;
		const last = gaps[gaps.length - 1];
		const isJoined =
			last && last.cause === cause && last.offset + last.length === offset;
		if (isJoined) last.length += length;
		else if (gaps.length < GAPS_LIMIT) gaps.push({ offset, length, cause });
		else last!.length += length;
	}

	/**
	 * Nothing more comes. `isWhole`: it ended where it should; `completedBy`: the frame that ended it, when that is not
	 * one of those that carried it.
	 */
	finish(isWhole: boolean, completedBy?: Stamp): HttpMessage {
		const { message } = this;
		if (this.#isWanted === undefined && this.#length > 0) this.#decide();
		let missing = this.#framing === OF_LENGTH ? this.remaining : 0;
		if (this.#gaps !== NO_GAPS)
			for (const gap of this.#gaps) missing += gap.length;
		const isComplete = isWhole && missing === 0;
		let carriage = this.#log.finish();
		if (completedBy !== undefined && completedBy.frame > carriage.frame)
			carriage = this.#log.finish(completedBy);
		message.carriage = carriage;
		carriage.complete = isComplete;
		carriage.bytes += this.#skipped;
		message.body.length = this.#length;
		message.body.gaps = this.#gaps;
		if (missing > 0) carriage.missing = missing;
		const cause = isComplete ? undefined : this.#cause(isWhole);
		if (cause) carriage.missingCause = cause;
		const body = this.#body;
		if (body && this.#isWanted && this.#length > 0) this.#store(body);
		if (cause) this.#note(missing, cause);
		body?.release();
		return message;
	}

	/** That the end never came says more than what was lost before it. */
	#cause(isWhole: boolean): Cause {
		const first = isWhole ? this.#gaps[0] : undefined;
		return first?.cause ?? this.#lostEnd ?? "cut";
	}

	#store(body: BodyCollector): void {
		const { message } = this;
		const codings = contentCodings(message);
		if (codings.length === 0) message.body.bytes = body.bytes;
		else {
			const known = this.#gaps[0]?.offset ?? this.#length;
			const content = body.bytes.subarray(0, known);
			const decoded = decodeContent(content, codings, body.limit);
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
				needed: this.#length,
				available: body.kept,
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
