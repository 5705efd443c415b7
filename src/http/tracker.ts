import { Deadlines } from "../flow/deadlines.js";
import type { Stamp } from "../flow/stamp.js";
import { TouchOrder } from "../flow/touchorder.js";
import { Budget } from "../tcp/budget.js";
import { Buffers } from "../tcp/buffers.js";
import type { IcmpError } from "../tcp/handshake.js";
import type { Segment } from "../tcp/segment.js";
import type { Arena } from "../wasm/arena.js";
import type { Core } from "../wasm/instance.js";
import { AwakeConversations } from "./awake.js";
import { HttpConversation } from "./connection.js";
import type { Endpoints } from "./endpoints.js";
import { FoldedConversation, type Followed } from "./folded.js";
import { HeadReader } from "./head.js";
import {
	CHECK_SECONDS,
	type ConversationHost,
	type HttpLimits,
	isPatient,
} from "./host.js";
import type {
	HttpConnection,
	HttpMessage,
	HttpPair,
	HttpRefusal,
} from "./message.js";
import type { KeepBody } from "./open.js";

/** What the flow table should do with a connection from now on. */
export type FlowVerdict =
	/** It carries HTTP: every segment is wanted. */
	| { kind: "follow" }
	/** Nothing of it is wanted any more: it ended, or carries something else now. */
	| { kind: "ignore" }
	/** Nothing of it is wanted before a segment that begins with a start line; with that it is opened anew. */
	| { kind: "probe" }
	/** It was silent for too long, or there were too many: it is not followed any more. */
	| { kind: "closed" }
	/** Nothing is under way: it is found again by `find`, and not to be held meanwhile. */
	| { kind: "folded" }
	/**
	 * Segments of this direction that end at or before this number are not wanted, nor what acknowledges them only, unless
	 * SYN, FIN or RST is set.
	 */
	| { kind: "skip"; direction: 0 | 1; sequenceNumber: number };

export interface HttpTrackerOptions {
	/**
	 * Called once for each message with a body, with its header and the first octets of the body (at most 64 as sent, then
	 * decoded). False: the body is counted and dropped.
	 */
	keepBody: KeepBody;
	/**
	 * Each message once, when nothing more of it can come; complete or not. `pair` is what is known of its pair so far
	 * (index -1: its pair was told already). `carriage.acknowledged` and `.retransmissions` may still change until the
	 * pair is told.
	 */
	onMessage?(
		message: HttpMessage,
		connection: HttpConnection,
		pair: HttpPair,
	): void;
	/** Each pair once, in order of the connection, when nothing more can come. */
	onPair?(pair: HttpPair): void;
	/** A connection attempt that failed, to whatever service: nothing tells that HTTP was meant. */
	onRefusal?(refusal: HttpRefusal): void;
	verdict?(stream: number, verdict: FlowVerdict): void;
	limits?: Partial<HttpLimits>;
	/** In whose memory segments mostly are: it reads the heads of messages. */
	core?: Core;
	/** Where bodies are put; those are valid during `onMessage` alone then. */
	arena?: Arena;
}

export const HTTP_LIMITS: HttpLimits = {
	buffer: 1 << 20,
	body: 1 << 24,
	buffers: 1 << 28,
	bodies: 1 << 28,
	connections: 100_000,
	pairs: 1000,
	search: 1 << 16,
	answerSeconds: 300,
	stallSeconds: 300,
	idleSeconds: 3600,
};

/** The limit of bodies was hit. */
function isCut({ problems }: HttpMessage): boolean {
	return problems.some(({ code }) => code === "limit-body");
}

/** HTTP/1.x on all TCP connections of a capture: segments in, messages and pairs out. */
export class HttpTracker {
	readonly #options: HttpTrackerOptions;
	readonly #host: ConversationHost;
	readonly #limits: HttpLimits;
	readonly #open = new Map<number, Followed>();
	/** The same, oldest first: a map passes over all that have left it to find its first. */
	readonly #order = new TouchOrder<Followed>();
	/** Those that are not folded. */
	readonly #awake = new AwakeConversations();
	readonly #deadlines = new Deadlines<number>();
	#now = Number.NEGATIVE_INFINITY;
	/** How often each limit ended or dropped something. */
	readonly limitHits: Record<string, number> = {};

	constructor(options: HttpTrackerOptions) {
		this.#options = options;
		this.#limits = { ...HTTP_LIMITS, ...options.limits };
		this.#host = this.#makeHost();
	}

	#makeHost(): ConversationHost {
		const options = this.#options;
		const limits = this.#limits;
		const waiting = new Budget(limits.buffers);
		const buffers = new Buffers();
		return {
			limits,
			isPatient: isPatient(limits),
			bodyLimit: limits.body,
			tcp: { buffer: limits.buffer, waiting, buffers },
			bodies: new Budget(limits.bodies),
			buffers,
			arena: options.arena,
			heads: options.core && new HeadReader(options.core),
			keep: (message, first) => options.keepBody(message, first),
			onMessage: (message, connection, pair) => {
				if (message.problems.length > 0 && isCut(message)) this.#count("body");
				options.onMessage?.(message, connection, pair);
			},
			onPair: (pair) => options.onPair?.(pair),
			onRefusal: (refusal) => options.onRefusal?.(refusal),
			onHttp: (stream) => options.verdict?.(stream, { kind: "follow" }),
			onIgnored: (stream) => options.verdict?.(stream, { kind: "ignore" }),
			onLost: (stream) => options.verdict?.(stream, { kind: "probe" }),
			onSkip: (stream, direction, sequenceNumber) =>
				options.verdict?.(stream, { kind: "skip", direction, sequenceNumber }),
			onLimit: (name) => this.#count(name),
		};
	}

	/** Connections that can be opened before one has to go. */
	get room(): number {
		return this.#limits.connections - this.#open.size;
	}

	/** Connections that are followed now. */
	get size(): number {
		return this.#open.size;
	}

	/** Octets that were copied into bodies. */
	get copied(): number {
		return this.#host.buffers.copied;
	}

	/** Octets that are held: those that wait for their turn, and those of bodies under way. */
	get memory(): { waiting: number; bodies: number } {
		const { tcp, bodies } = this.#host;
		return { waiting: tcp.waiting.used, bodies: bodies.used };
	}

	/** Takes up a connection. Segments of streams that were not opened, or that are done, are passed over. */
	open(stream: number, endpoints: Endpoints): HttpConversation {
		const { oldest } = this.#order;
		if (oldest && this.#open.size >= this.#limits.connections) {
			const isFolded = oldest instanceof FoldedConversation;
			if (isFolded || oldest.tcp.hasData) this.#count("connections");
			this.#close(oldest);
		}
		this.drop(stream);
		const conversation = new HttpConversation(stream, this.#host, endpoints);
		this.#awake.add(conversation, this.#fold);
		this.#open.set(stream, conversation);
		this.#order.add(conversation);
		return conversation;
	}

	/** A connection that was taken up and is still followed. */
	find(stream: number): HttpConversation | undefined {
		const known = this.#open.get(stream);
		return known instanceof FoldedConversation ? this.#unfold(known) : known;
	}

	/** Keeps no more of a conversation than it needs while it is silent; who holds it must let it go. */
	readonly #fold = (conversation: HttpConversation): boolean => {
		const { stream, scheduled } = conversation;
		const isNoted = scheduled !== Number.POSITIVE_INFINITY;
		const folded = isNoted ? conversation.fold() : undefined;
		if (!folded) return false;
		this.#open.set(stream, folded);
		this.#order.replace(conversation, folded);
		this.#options.verdict?.(stream, { kind: "folded" });
		return true;
	};

	#unfold(folded: FoldedConversation): HttpConversation {
		const conversation = HttpConversation.unfold(folded, this.#host);
		this.#awake.add(conversation, this.#fold);
		this.#open.set(folded.stream, conversation);
		this.#order.replace(folded, conversation);
		return conversation;
	}

	onSegment(stream: number, segment: Segment): void {
		const conversation = this.find(stream);
		if (conversation) this.take(conversation, segment);
	}

	/** Takes a segment of a connection that `open` gave. */
	take(conversation: HttpConversation, segment: Segment): void {
		const { seconds } = segment.stamp;
		if (seconds > this.#now) this.advance(seconds);
		if (conversation.isClosed || conversation.isIgnored) return;
		const isSooner = conversation.onSegment(segment);
		if (conversation.isIgnored) this.#forget(conversation);
		else if (
			isSooner ||
			seconds < this.#now ||
			conversation.scheduled === Number.POSITIVE_INFINITY
		)
			this.#schedule(conversation);
	}

	/** ICMP says that what was sent to open the connection arrives nowhere. */
	onUnreachable(stream: number, stamp: Stamp, icmp: IcmpError): void {
		const known = this.#open.get(stream);
		if (known instanceof HttpConversation) known.tcp.onUnreachable(stamp, icmp);
	}

	#schedule(conversation: HttpConversation): void {
		const now = this.#now;
		// It is looked at in the next second, before which nothing can be due.
		if (conversation.scheduled <= now + 1) return;
		const second = Math.ceil(Math.min(conversation.due, now + CHECK_SECONDS));
		if (second >= conversation.scheduled) return;
		conversation.scheduled = second;
		this.#deadlines.add(second, conversation.stream);
	}

	/** Capture time has reached this second. */
	advance(seconds: number): void {
		if (seconds <= this.#now) return;
		const now = Math.floor(seconds);
		this.#now = now;
		this.#deadlines.advance(now, (stream) => {
			const known = this.#open.get(stream);
			if (!known || known.scheduled > now) return;
			known.scheduled = Number.POSITIVE_INFINITY;
			if (known instanceof FoldedConversation) this.#expireFolded(known);
			else this.#expire(known);
		});
	}

	#expire(conversation: HttpConversation): void {
		conversation.expire(this.#now);
		if (conversation.isIgnored || conversation.isClosed)
			this.#forget(conversation);
		else this.#schedule(conversation);
	}

	#expireFolded(folded: FoldedConversation): void {
		const due = folded.lastSeconds + this.#limits.idleSeconds;
		if (this.#now >= due) {
			this.#close(folded);
			return;
		}
		const second = Math.ceil(Math.min(due, this.#now + CHECK_SECONDS));
		folded.scheduled = second;
		this.#deadlines.add(second, folded.stream);
	}

	/** The capture has ended: everything that is open is told as far as it came. */
	finish(): void {
		for (const known of this.#open.values()) this.#close(known);
	}

	/** Of one that is folded there is nothing to tell. */
	#close(known: Followed): void {
		if (known instanceof FoldedConversation) this.#remove(known.stream);
		else {
			known.close("open");
			this.#forget(known);
		}
	}

	/** Forgets a connection in which nothing was found, without a word. */
	drop(stream: number): void {
		const known = this.#remove(stream);
		if (known instanceof HttpConversation) known.tcp.discard();
	}

	#remove(stream: number): Followed | undefined {
		const known = this.#open.get(stream);
		if (!known) return undefined;
		this.#open.delete(stream);
		this.#order.remove(known);
		if (known instanceof HttpConversation) this.#awake.remove(known);
		return known;
	}

	#forget(conversation: HttpConversation): void {
		const { stream, isIgnored, tcp } = conversation;
		this.#remove(stream);
		tcp.discard();
		const kind = tcp.isOver ? "ignore" : "closed";
		if (!isIgnored) this.#options.verdict?.(stream, { kind });
		const hits = conversation.tcp.bufferLimitHits;
		if (hits > 0) this.limitHits.buffer = (this.limitHits.buffer ?? 0) + hits;
	}

	#count(name: keyof HttpLimits): void {
		this.limitHits[name] = (this.limitHits[name] ?? 0) + 1;
	}
}
