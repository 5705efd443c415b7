import { CarriageLog, carriageOf } from "../flow/carriage.js";
import type { Stamp } from "../flow/stamp.js";
import type { Problem } from "../record.js";
import { Buffers } from "../tcp/buffers.js";
import type { GapCause, StreamEnd, StreamSink } from "../tcp/sink.js";
import { type Framing, hasBody, headerProblem, lossProblem } from "./body.js";
import { readHead } from "./head.js";
import { findHeaderEnd, HEADER_LIMIT } from "./header.js";
import type { HttpMessage } from "./message.js";
import { OpenMessage } from "./open.js";
import type { OpenPair } from "./pairs.js";
import { type ParserHost, SKIP_OCTETS } from "./parserhost.js";
import { PendingOctets, type Piece } from "./pending.js";
import {
	emptyLines,
	findMessage,
	likenessAt,
	START_LINE_LIMIT,
} from "./startline.js";

const HEAD = 0;
const SEARCH = 1;
const BODY = 2;
const TUNNEL = 3;
const STOPPED = 4;

const NO_PIECES: Piece[] = [];
const NO_PENDING = new PendingOctets(new Buffers()); // most hold nothing back

/** HTTP/1.x messages of one direction of a connection (RFC 9112), from ordered octets and gaps. */
export class MessageParser implements StreamSink {
	readonly direction: 0 | 1;
	readonly #host: ParserHost;
	/** Octets that are only understood with later ones. */
	#pending = NO_PENDING;
	#state = HEAD;
	#scanned = 0;
	#isConfirmed = false;
	#replay = NO_PIECES;
	#open: OpenMessage | undefined;
	/** The latest message of which nothing more comes, and where it began. */
	last: HttpMessage | undefined;
	lastStart = 0;
	/** Octets lost since the last message, and octets passed that are none. */
	#lost = 0;
	#lostCause: GapCause = "capture-gap";
	#noise = 0;
	#repeats = 0;
	/** Where a body that lasts until the end of the connection ends if a message begins there. */
	#mayEndAt = -1;
	/** Octets read so far, gaps included. */
	position = 0;
	/** Position behind the last gap in which a message may have been. */
	lossPosition = -1;
	/** That of the latest message. */
	pair: OpenPair | undefined;
	/** Octets ahead that are of a body for certain and change nothing else. */
	plain = 0;
	/** Nobody needs them, and they are many. */
	isSkippable = false;

	constructor(direction: 0 | 1, host: ParserHost) {
		this.direction = direction;
		this.#host = host;
	}

	get isStopped(): boolean {
		return this.#state === STOPPED;
	}

	/** Takes octets that are `plain`. */
	pass(bytes: Uint8Array, at: number, octets: number, stamp: Stamp): void {
		this.position += octets;
		this.plain -= octets;
		this.#open!.pass(bytes, at, octets, stamp);
	}

	/** The next `octets` of the body were passed unseen; they count as arrived. */
	skip(octets: number): void {
		this.position += octets;
		this.plain -= octets;
		this.isSkippable = false;
		this.#open?.skip(octets);
	}

	/** Looks at what is ahead after something of the body was read. */
	#lookAhead(open: OpenMessage): void {
		this.plain = open.plain;
		this.isSkippable = this.plain >= SKIP_OCTETS && open.isDropped;
	}

	/** Nothing but its two positions need be kept. */
	get isIdle(): boolean {
		if (this.#state !== HEAD || this.#open || this.#replay.length > 0)
			return false;
		return this.#pending.length + this.#lost + this.#noise + this.#repeats < 1;
	}

	/** Of no message anything more can come that would matter: lets go of the last one. */
	forget(): void {
		this.last = undefined;
		this.pair = undefined;
		if (this.#pending !== NO_PENDING && this.#pending.length === 0)
			this.#pending = NO_PENDING;
	}

	#hold(): PendingOctets {
		if (this.#pending === NO_PENDING)
			this.#pending = new PendingOctets(this.#host.shared.buffers);
		return this.#pending;
	}

	/** Nothing of this direction is looked at any more. */
	stop(): void {
		this.#state = STOPPED;
		this.plain = 0;
		this.isSkippable = false;
		this.#pending.clear();
		this.#replay = NO_PIECES;
	}

	/** The peer went on as if the message that lasts until the end of the connection had ended here. */
	mayEndHere(): void {
		this.#mayEndAt = this.position;
	}

	/** What follows is no HTTP, or HTTP to another server (RFC 9110 9.3.6). */
	enterTunnel(): void {
		if (this.isStopped || this.#open) return;
		this.#state = TUNNEL;
		if (this.#pending.length > 0) this.#replayPending(0);
	}

	/** The tunnel carries HTTP: what was held back is read as such. */
	resume(): void {
		if (this.#state !== TUNNEL) return;
		this.#state = HEAD;
		this.#replayPending(0);
		this.#runReplay();
	}

	span(bytes: Uint8Array, offset: number, length: number, stamp: Stamp): void {
		if (length <= this.plain) this.pass(bytes, offset, length, stamp);
		else this.#run(bytes, offset, offset + length, stamp);
		if (this.#replay.length > 0) this.#runReplay();
	}

	#runReplay(): void {
		for (;;) {
			const piece = this.#replay.shift();
			if (!piece) return;
			this.#run(piece.bytes, 0, piece.bytes.length, piece.stamp);
		}
	}

	/** Reads octets, something after another. None at once only when the state changed. */
	#run(bytes: Uint8Array, start: number, end: number, stamp: Stamp): void {
		let at = start;
		while (at < end) {
			if (this.#state === BODY) at += this.#body(bytes, at, end, stamp);
			else if (this.#state === HEAD) at += this.#head(bytes, at, end, stamp);
			else at += this.#other(bytes, at, end, stamp);
		}
	}

	#other(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
		if (this.#state === SEARCH) return this.#search(bytes, at, end, stamp);
		if (this.#state === TUNNEL) return this.#tunnel(bytes, at, end, stamp);
		this.position += end - at;
		return end - at;
	}

	#head(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
		if (this.#pending !== NO_PENDING && this.#pending.length > 0)
			return this.#headPart(bytes, at, end, stamp);
		const empty = bytes[at]! > 0x0d ? 0 : emptyLines(bytes, at, end);
		this.position += empty;
		if (empty > 0) return empty;
		const expected = this.#host.expected(this);
		const { heads } = this.#host.shared;
		const whole = heads?.read(bytes, at, end, expected);
		if (whole) return this.#wholeHead(whole, heads!.size, stamp);
		return this.#oddHead(bytes, at, end, stamp);
	}

	/** A header that is not there as a whole, or not that simple, or none. */
	#oddHead(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
		const expected = this.#host.expected(this);
		const likeness = likenessAt(bytes, at, end, expected);
		if (likeness === "no") {
			this.#state = SEARCH;
			return 0;
		}
		const headerEnd = likeness === "start" ? findHeaderEnd(bytes, at, end) : -1;
		if (headerEnd < 0 || headerEnd - at > HEADER_LIMIT) {
			this.#isConfirmed = false;
			this.#scanned = 0;
			return this.#headPart(bytes, at, end, stamp);
		}
		const head = readHead(bytes, at, headerEnd);
		return this.#wholeHead(head, headerEnd - at, stamp);
	}

	/** A header of `size` octets that one frame carries. */
	#wholeHead(message: HttpMessage, size: number, stamp: Stamp): number {
		this.position += size;
		this.#noteLoss(message);
		const framing = this.#host.onHead(this, message);
		if (this.isStopped) return size;
		if (hasBody(framing)) {
			const log = new CarriageLog(stamp);
			log.add(stamp, size);
			this.#enterBody(this.#openWith(message, size, log), framing);
		} else {
			if (framing.kind === "length") message.body.expected = 0;
			message.carriage = carriageOf(stamp, size, this.#repeats);
			this.#repeats = 0;
			this.#tell(message, this.position - size, true);
			if (framing.kind === "tunnel") this.enterTunnel();
		}
		return size;
	}

	/** A header that more than one span carries. */
	#headPart(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
		const pending = this.#hold();
		const before = pending.length;
		const used = Math.min(end - at, HEADER_LIMIT - before);
		pending.append(bytes, at, at + used, stamp);
		this.position += used;
		if (!this.#isConfirmed && !this.#checkPending(before)) return used;
		const from = Math.max(0, this.#scanned - 3);
		const headerEnd = findHeaderEnd(pending.bytes, from, pending.length);
		this.#scanned = pending.length;
		if (headerEnd >= 0) {
			this.position -= before + used - headerEnd;
			this.#begin(this.#openPending(headerEnd));
			return headerEnd - before;
		}
		if (pending.length >= HEADER_LIMIT) this.#cutHeader("limit-header");
		return used;
	}

	/** Looks at the start line again when that can tell more. False: it is none. */
	#checkPending(before: number): boolean {
		if (!this.#pending.tellsMore(before)) return true;
		const { bytes, length } = this.#pending;
		const likeness = likenessAt(bytes, 0, length, this.#host.expected(this));
		this.#isConfirmed = likeness === "start";
		if (likeness !== "no") return true;
		this.#state = SEARCH;
		this.#replayPending(0);
		return false;
	}

	#replayPending(from: number): void {
		this.position -= this.#pending.length - from;
		this.#replay = [...this.#pending.take(from), ...this.#replay];
	}

	/** The rest of the header never comes: what is there of it makes a message without an end. */
	#cutHeader(problem: string, cause?: GapCause): void {
		const pending = this.#pending;
		const size = pending.length;
		const isReadable = size > 0 && this.#isConfirmed && this.#state === HEAD;
		this.#state = SEARCH;
		if (!isReadable) {
			this.#noise += size;
			pending.clear();
			return;
		}
		const open = this.#openPending(size);
		if (cause) open.loseEnd(cause);
		open.message.problems.push({
			layer: "http",
			code: problem,
			note: "header",
		});
		this.#host.onHead(this, open.message);
		if (this.isStopped) return;
		this.#state = SEARCH;
		this.#finish(false);
	}

	#openPending(size: number): OpenMessage {
		const pending = this.#pending;
		const log = pending.carriage(size);
		const message = readHead(pending.bytes, 0, size, this.#host.shared.heads);
		pending.clear();
		this.#noteLoss(message);
		return this.#openWith(message, size, log);
	}

	/** The position is behind the header. */
	#openWith(message: HttpMessage, size: number, log: CarriageLog): OpenMessage {
		log.retransmissions = this.#repeats;
		this.#repeats = 0;
		const start = this.position - size;
		const open = new OpenMessage(message, log, start, this.#host.shared);
		this.#open = open;
		return open;
	}

	#begin(open: OpenMessage): void {
		const framing = this.#host.onHead(this, open.message);
		if (this.isStopped) return;
		this.#enterBody(open, framing);
		if (framing.kind === "tunnel") this.enterTunnel();
	}

	#enterBody(open: OpenMessage, framing: Framing): void {
		open.frame(framing);
		this.#state = BODY;
		if (open.isAtEnd) this.#finish(true);
	}

	#noteLoss(message: HttpMessage): void {
		this.#noise = 0;
		if (this.#lost > 0)
			message.problems.push(lossProblem(this.#lost, this.#lostCause));
		this.#lost = 0;
	}

	/** The message ends at the current position. */
	#finish(isWhole: boolean, completedBy?: Stamp): void {
		const open = this.#open;
		if (!open) return;
		this.#open = undefined;
		this.plain = 0;
		this.isSkippable = false;
		if (this.#state === BODY) this.#state = HEAD;
		const message = open.finish(isWhole, completedBy);
		this.#tell(message, open.start, isWhole, open.remaining);
		open.recycle();
	}

	/** Nothing more comes of a message. `remaining`: octets up to where it ends. */
	#tell(
		message: HttpMessage,
		start: number,
		isWhole: boolean,
		remaining = 0,
	): void {
		this.last = message;
		this.lastStart = start;
		const position = this.position + remaining;
		this.#host.onMessage(this, message, { position, isWhole });
	}

	#body(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
		const open = this.#open!;
		if (open.isToClose && this.#endsHere(bytes, at, end)) {
			this.#finish(true);
			return 0;
		}
		const used = open.take(bytes, at, end, stamp);
		this.position += used;
		if (open.isAtEnd) this.#finish(true);
		else if (open.isBroken) {
			this.#state = SEARCH;
			open.message.problems.push(headerProblem("chunk"));
			this.#finish(false);
		} else this.#lookAhead(open);
		return used;
	}

	/** A server that keeps the connection although nothing else says where its body ends: the next answer ends it. */
	#endsHere(bytes: Uint8Array, at: number, end: number): boolean {
		if (this.position !== this.#mayEndAt) return false;
		return likenessAt(bytes, at, end, "response") === "start";
	}

	/** Looks for the next message, without a copy as long as nothing looks like one. */
	#search(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
		if (this.#pending.length > 0) {
			return this.#searchPart(bytes, at, end, stamp);
		}
		const found = findMessage(bytes, at, end, this.#host.expected(this));
		const passed = (found ? found.at : end) - at;
		this.position += passed;
		this.#pass(passed);
		if (found?.likeness === "unsure") {
			this.#hold().append(bytes, found.at, end, stamp);
			this.position += end - found.at;
			return end - at;
		}
		if (found) this.#state = HEAD;
		return passed;
	}

	#searchPart(
		bytes: Uint8Array,
		at: number,
		end: number,
		stamp: Stamp,
	): number {
		const pending = this.#pending;
		const used = Math.min(end - at, 2 * START_LINE_LIMIT - pending.length);
		pending.append(bytes, at, at + used, stamp);
		this.position += used;
		const expected = this.#host.expected(this);
		const found = findMessage(pending.bytes, 0, pending.length, expected);
		if (found?.likeness === "unsure" && found.at === 0) return used;
		const passed = found ? found.at : pending.length;
		this.#pass(passed);
		this.#replayPending(passed);
		if (found?.likeness === "start") this.#state = HEAD;
		return used;
	}

	#pass(octets: number): void {
		this.#noise += octets;
		if (octets > 0) this.#host.onNoise(this, octets);
	}

	/** Behind CONNECT: HTTP inside shows by its first request, anything else is not looked at. */
	#tunnel(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
		const pending = this.#hold();
		const empty = pending.length === 0 ? emptyLines(bytes, at, end) : 0;
		this.position += empty;
		if (empty > 0) return empty;
		const room = START_LINE_LIMIT - pending.length;
		const used = Math.min(end - at, room);
		pending.append(bytes, at, at + used, stamp);
		this.position += used;
		const expected = this.#host.expected(this);
		const { bytes: held, length } = pending;
		const likeness = likenessAt(held, 0, length, expected);
		const isFull = length >= START_LINE_LIMIT;
		if (likeness === "no" || isFull) this.#host.onTunnel(this, false);
		else if (likeness === "start" && expected === "request") {
			this.#host.onTunnel(this, true);
		}
		return used;
	}

	gap(length: number, cause: GapCause): void {
		this.position += length;
		if (this.#state === BODY) {
			const open = this.#open!;
			const taken = open.gap(length, cause);
			this.#lookAhead(open);
			this.position -= length - taken;
			if (open.isAtEnd) this.#finish(true);
			else if (taken < length) {
				this.#state = SEARCH;
				this.#finish(false);
			}
			if (taken === length) return;
			this.position += length - taken;
			this.#lose(length - taken, cause);
		} else if (this.#state === TUNNEL) this.#host.onTunnel(this, false);
		else if (this.#state !== STOPPED) {
			this.position -= length;
			this.#cutHeader(cause, cause);
			this.position += length;
			this.#lose(length, cause);
		}
	}

	/** A message may have been in the octets that are missing. */
	#lose(length: number, cause: GapCause): void {
		if (this.isStopped) return;
		this.#lost += length;
		this.#lostCause = cause;
		this.lossPosition = this.position;
		this.#state = SEARCH;
	}

	repeated(behind: number): void {
		const at = this.position - behind;
		const open = this.#open;
		const last = this.last;
		if (open && at >= open.start) open.repeated();
		else if (!open && at >= this.position - this.#pending.length)
			this.#repeats++;
		else if (last && at >= this.lastStart) last.carriage.retransmissions++;
	}

	conflict(behind: number): void {
		const at = this.position - behind;
		const open = this.#open;
		const last = this.last;
		const problem: Problem = { layer: "tcp", code: "conflict" };
		if (open && at >= open.start) open.message.problems.push(problem);
		else if (last && at >= this.lastStart) last.problems.push(problem);
	}

	/** Nothing more comes in this direction. */
	end(how: StreamEnd, stamp?: Stamp): void {
		const open = this.#open;
		if (open) {
			const isWhole = open.isToClose && how === "fin";
			this.#finish(isWhole, isWhole ? stamp : undefined);
		} else if (this.#state === HEAD) this.#cutHeader("incomplete");
		if (!this.isStopped) this.#state = SEARCH;
	}
}
