import { Deadlines } from "../flow/deadlines.js";
import type { Path } from "../flow/path.js";
import type { Stamp } from "../flow/stamp.js";
import { Budget } from "../tcp/budget.js";
import { Buffers } from "../tcp/buffers.js";
import { Chunks } from "../tcp/chunks.js";
import type { IcmpError } from "../tcp/handshake.js";
import type { Segment } from "../tcp/segment.js";
import type { Arena } from "../wasm/arena.js";
import type { Core } from "../wasm/instance.js";
import { AskedPacker, endsOf } from "./asked.js";
import { AwakeConversations } from "./awake.js";
import { HttpConversation } from "./connection.js";
import type { Endpoints } from "./endpoints.js";
import {
	FLOW,
	type Fold,
	Folds,
	foldedDue,
	hadData,
	isAsked,
	isAttempt,
	SCHEDULED,
} from "./folded.js";
import { FollowedTable, type Kept } from "./followed.js";
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
	 * Called for each message with a body, with its header and the first octets of the body (at most 64 as sent, then
	 * decoded; of one that has to be decoded without any octets before). False: the body is counted and dropped.
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
	/**
	 * The ends of a flow again, when a connection of it was folded; its path is not looked at. Absent: none is folded.
	 */
	endpoints?(flow: number): Endpoints;
	/** Pairs of `onMessage` are looked at until they are told, so that those whose answer is waited for stay as they are. */
	keepsPairs?: boolean;
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
	readonly #followed = new FollowedTable();
	readonly #folds = new Folds();
	/** Made with the first that is needed. */
	#packer: AskedPacker | undefined;
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
			keepsPairs: options.keepsPairs === true,
			bodyLimit: limits.body,
			tcp: { buffer: limits.buffer, waiting, chunks: new Chunks(buffers) },
			bodies: new Budget(limits.bodies),
			buffers,
			arena: options.arena,
			heads: options.core && new HeadReader(options.core),
			keep: options.keepBody,
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
		return this.#limits.connections - this.#followed.size;
	}

	/** Connections that are followed now. */
	get size(): number {
		return this.#followed.size;
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
	open(stream: number, endpoints: Endpoints, flow = 0): HttpConversation {
		const followed = this.#followed;
		const { oldest } = followed;
		if (oldest !== 0 && followed.size >= this.#limits.connections) {
			if (this.#hasData(oldest)) this.#count("connections");
			this.#close(oldest);
		}
		this.drop(stream);
		const ends = { stream, flow };
		const conversation = new HttpConversation(ends, this.#host, endpoints);
		this.#awake.add(conversation, this.#fold);
		conversation.slot = followed.add(conversation);
		return conversation;
	}

	#hasData(slot: number): boolean {
		const kept = this.#followed.kept(slot);
		if (kept instanceof HttpConversation) return kept.tcp.hasData;
		return hadData(this.#folds.of(slot));
	}

	/** A connection that was taken up and is still followed. */
	find(stream: number): HttpConversation | undefined {
		const slot = this.#followed.find(stream);
		if (slot === 0) return undefined;
		const kept = this.#followed.kept(slot);
		return kept instanceof HttpConversation ? kept : this.#unfold(slot);
	}

	/** Keeps no more of a conversation than it needs while it is silent; who holds it must let it go. */
	readonly #fold = (conversation: HttpConversation): boolean => {
		const { stream, slot, scheduled } = conversation;
		if (!this.#options.endpoints) return false;
		if (scheduled === Number.POSITIVE_INFINITY) return false;
		const fold = this.#folds.of(slot);
		if (!conversation.fold(fold)) return false;
		this.#followed.keep(slot, this.#keptOf(conversation, fold));
		conversation.slot = 0;
		this.#options.verdict?.(stream, { kind: "folded" });
		return true;
	};

	/** Its flow may be another's by the time when it is to be told. */
	#keptOf(conversation: HttpConversation, fold: Fold): Kept {
		const { endpoints, path } = conversation;
		if (isAttempt(fold)) return endpoints;
		if (!isAsked(fold)) return path;
		this.#packer ??= new AskedPacker();
		return this.#packer.pack(conversation.asked);
	}

	#unfold(slot: number): HttpConversation {
		const followed = this.#followed;
		const fold = this.#folds.of(slot);
		const stream = followed.stream(slot);
		const flow = fold.numbers.words[fold.own + FLOW]!;
		const kept = followed.kept(slot);
		const asked =
			typeof kept === "string" ? this.#packer?.unpack(kept) : undefined;
		const endpoints = asked ? endsOf(asked) : this.#endpointsOf(fold, kept);
		const ends = { stream, flow };
		const conversation = new HttpConversation(ends, this.#host, endpoints);
		conversation.unfold(fold, asked);
		conversation.slot = slot;
		followed.keep(slot, conversation);
		this.#awake.add(conversation, this.#fold);
		return conversation;
	}

	#endpointsOf(fold: Fold, kept: Kept): Endpoints {
		if (isAttempt(fold)) return kept as Endpoints;
		const flow = fold.numbers.words[fold.own + FLOW]!;
		const endpoints = this.#options.endpoints!(flow);
		endpoints.path = kept as Path | undefined;
		return endpoints;
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
		this.find(stream)?.tcp.onUnreachable(stamp, icmp);
	}

	/** Memory of segments that lasts until the end of the batch is used for something else from now on. */
	endBatch(): void {
		this.#host.tcp.chunks.settle();
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
		this.#deadlines.advance(now, this.#onDeadline);
	}

	readonly #onDeadline = (stream: number): void => {
		const slot = this.#followed.find(stream);
		if (slot === 0) return;
		const kept = this.#followed.kept(slot);
		if (!(kept instanceof HttpConversation)) this.#expireFolded(slot);
		else if (kept.scheduled <= this.#now) {
			kept.scheduled = Number.POSITIVE_INFINITY;
			this.#expire(kept);
		}
	};

	#expire(conversation: HttpConversation): void {
		conversation.expire(this.#now);
		if (conversation.isIgnored || conversation.isClosed)
			this.#forget(conversation);
		else this.#schedule(conversation);
	}

	#expireFolded(slot: number): void {
		const fold = this.#folds.of(slot);
		const { words } = fold.numbers;
		const now = this.#now;
		if (words[fold.own + SCHEDULED]! >>> 0 > now) return;
		const due = foldedDue(fold, this.#limits);
		if (now >= due) {
			if (isAttempt(fold) || isAsked(fold)) this.#expireUnfolded(slot);
			else this.#close(slot);
			return;
		}
		const second = Math.ceil(Math.min(due, now + CHECK_SECONDS));
		words[fold.own + SCHEDULED] = second;
		this.#deadlines.add(second, this.#followed.stream(slot));
	}

	#expireUnfolded(slot: number): void {
		const conversation = this.#unfold(slot);
		// The second for which it was noted is now: where it goes on, it needs another one.
		conversation.scheduled = Number.POSITIVE_INFINITY;
		this.#expire(conversation);
	}

	/** The capture has ended: everything that is open is told as far as it came. */
	finish(): void {
		const followed = this.#followed;
		while (followed.oldest !== 0) this.#close(followed.oldest);
	}

	/** Of one that is folded there is nothing to tell but a request without an answer. */
	#close(slot: number): void {
		const kept = this.#followed.kept(slot);
		if (kept instanceof HttpConversation || typeof kept === "string") {
			const conversation = typeof kept === "string" ? this.#unfold(slot) : kept;
			conversation.close("open");
			this.#forget(conversation);
		} else this.#followed.remove(slot);
	}

	/** Forgets a connection in which nothing was found, without a word. */
	drop(stream: number): void {
		const slot = this.#followed.find(stream);
		if (slot === 0) return;
		const kept = this.#followed.kept(slot);
		if (kept instanceof HttpConversation) this.#remove(kept);
		else this.#followed.remove(slot);
	}

	/** The same, unless its SYN was not answered. */
	dropAnswered(stream: number): void {
		const slot = this.#followed.find(stream);
		if (slot === 0) return;
		const kept = this.#followed.kept(slot);
		const isUnanswered =
			kept instanceof HttpConversation
				? kept.tcp.attempt !== undefined
				: isAttempt(this.#folds.of(slot));
		if (!isUnanswered) this.drop(stream);
	}

	#remove(conversation: HttpConversation): void {
		const { slot, tcp } = conversation;
		tcp.discard();
		// It may have been dropped before.
		if (slot === 0) return;
		conversation.slot = 0;
		this.#followed.remove(slot);
		this.#awake.remove(conversation);
	}

	#forget(conversation: HttpConversation): void {
		const { stream, isIgnored, tcp } = conversation;
		const kind = tcp.isOver ? "ignore" : "closed";
		if (!isIgnored) this.#options.verdict?.(stream, { kind });
		this.#remove(conversation);
		const hits = conversation.tcp.bufferLimitHits;
		if (hits > 0) this.limitHits.buffer = (this.limitHits.buffer ?? 0) + hits;
	}

	#count(name: keyof HttpLimits): void {
		this.limitHits[name] = (this.limitHits[name] ?? 0) + 1;
	}
}
