import type { Path } from "../flow/path.js";
import { small } from "../flow/stamp.js";
import { TcpConnection } from "../tcp/connection.js";
import { foldHandshake } from "../tcp/fold.js";
import type { Segment } from "../tcp/segment.js";
import type { StreamEnd } from "../tcp/sink.js";
import { type Asked, addAsked, askedOf, waitsForAnswer } from "./asked.js";
import { type Framing, framingOf } from "./body.js";
import { dueOf, patienceOf } from "./due.js";
import { connectionOf, type Endpoints } from "./endpoints.js";
import { ASKED, CLIENT, FLOW, type Fold, NEVER, SCHEDULED } from "./folded.js";
import {
	awaitsMore,
	endOf,
	isAcknowledged,
	noteHeard,
	noteWindow,
} from "./heard.js";
import type { ConversationHost } from "./host.js";
import type { HttpConnection, HttpMessage, HttpPair } from "./message.js";
import {
	endedBy,
	endPair,
	type OpenPair,
	OpenPairs,
	type PairEnd,
} from "./pairs.js";
import { MessageParser } from "./parser.js";
import { type MessageEnd, type ParserHost, SKIP_OCTETS } from "./parserhost.js";
import { refusalOf } from "./refusal.js";
import { hasOldSkip, renewSkips } from "./skips.js";
import type { Expected } from "./startline.js";

/** HTTP on one TCP connection: messages of both directions, and which answers which. */
export class HttpConversation implements ParserHost {
	readonly stream: number;
	/** Its flow, as the owner counts them, and the path of that. */
	readonly flow: number;
	readonly path: Path | undefined;
	readonly tcp: TcpConnection;
	readonly shared: ConversationHost;
	/** Until the connection is known. */
	endpoints: Endpoints | undefined;
	readonly #parsers: readonly [MessageParser, MessageParser];
	readonly #pairs = new OpenPairs();
	/** Bit of each direction of which nothing more comes. */
	#ended = 0;
	#client: 0 | 1 | undefined;
	#connection: HttpConnection | undefined;
	/** The latest response is no final one. */
	#isInterim = false;
	#noise = 0;
	#isHttp = false;
	#lossHandled = -1;
	/** Something began or ended since ends and pairs were looked at. */
	#isStirred = false;
	/** Octets were skipped, of which the numbers may have to be told again. */
	#hasSkipped = false;
	/** Of the connection, when it was last looked at what is due. */
	#wasSettled = true;
	#wasOver = false;
	#hadData = false;
	isIgnored = false;
	isClosed = false;
	/** Second for which the owner has noted this connection. */
	scheduled = Number.POSITIVE_INFINITY;
	/** What the owner calls it among all, 0 when it is not followed any more; its place among those that are not folded. */
	slot = 0;
	place = 0;
	/** Segments with payload until it is known that this is HTTP, -1 when it is; and octets of them. */
	unknown = -1;
	probed = 0;

	constructor(
		{ stream, flow }: { stream: number; flow: number },
		host: ConversationHost,
		endpoints: Endpoints,
	) {
		this.stream = stream;
		this.flow = flow;
		this.path = endpoints.path;
		this.endpoints = endpoints;
		this.shared = host;
		this.#parsers = [new MessageParser(0, this), new MessageParser(1, this)];
		this.tcp = new TcpConnection(this.#parsers, host.tcp);
	}

	/** Writes down all that is to be kept while nothing comes, but for its path. False: something is under way. */
	fold({ numbers, tcp, rest, own }: Fold): boolean {
		const [a, b] = this.#parsers;
		const { first } = this.#pairs;
		if (this.#ended !== 0 || this.#isInterim) return false;
		const server = this.#client === 0 ? b : a;
		if (first && (this.shared.keepsPairs || server.last)) return false;
		if (first && !waitsForAnswer(first, this.#pairs)) return false;
		if (this.isClosed || this.isIgnored || !a.isIdle || !b.isIdle) return false;
		const { streams, hasData, handshake, attempt } = this.tcp;
		if (a.position !== streams[0].position) return false;
		if (b.position !== streams[1].position) return false;
		const isKnown = this.#connection !== undefined;
		if (isKnown !== hasData || this.#noise > 0) return false;
		if (!this.tcp.fold(numbers, tcp)) return false;
		const { doubles, words } = numbers;
		words[own + SCHEDULED] = this.scheduled;
		words[own + FLOW] = this.flow;
		words[own + CLIENT] = this.#client ?? -1;
		if (!isKnown) foldHandshake((handshake ?? attempt)!, numbers, rest);
		else {
			words[rest.word] = this.#pairs.count;
			doubles[rest.double] = this.#lossHandled;
			doubles[rest.double + 1] = a.lossPosition;
			doubles[rest.double + 2] = b.lossPosition;
			doubles[rest.double + ASKED] = first ? first.requestSeconds : NEVER;
		}
		return true;
	}

	/** The request of a connection that was folded while it waits for its answer. */
	get asked(): Asked {
		const { lastStart } = this.#parsers[this.#client!];
		return askedOf(this.#pairs.first!, this.path, lastStart);
	}

	#resume(asked: Asked): void {
		this.#connection = asked.connection;
		const parser = this.#parsers[this.#client!];
		parser.pair = addAsked(this.#pairs, asked);
		parser.last = asked.request;
		parser.lastStart = asked.start;
	}

	/** Makes a new conversation what the one was whose numbers are there, and whose request waits, if one does. */
	unfold({ numbers, tcp: place, rest, own }: Fold, asked?: Asked): void {
		const { doubles, words } = numbers;
		const { tcp } = this;
		const client = words[own + CLIENT]!;
		this.scheduled = words[own + SCHEDULED]! >>> 0;
		tcp.unfold(numbers, place);
		// As after an expiry: the next segment is looked at whole.
		tcp.isHeld = true;
		if (client < 0) {
			tcp.resume(numbers, rest);
			return;
		}
		this.#client = client === 0 ? 0 : 1;
		const ends = this.endpoints!;
		this.#connection = connectionOf(this.stream, ends, this.#client);
		this.endpoints = undefined;
		this.#isHttp = true;
		this.#hadData = true;
		this.#hasSkipped = tcp.streams[0].hasSkip || tcp.streams[1].hasSkip;
		this.#pairs.count = words[rest.word]!;
		this.#lossHandled = small(doubles[rest.double]!);
		const [a, b] = this.#parsers;
		a.position = tcp.streams[0].position;
		b.position = tcp.streams[1].position;
		a.lossPosition = small(doubles[rest.double + 1]!);
		b.lossPosition = small(doubles[rest.double + 2]!);
		if (asked) this.#resume(asked);
	}

	/**
	 * Takes any segment. False: nothing is due earlier than before, or within `CHECK_SECONDS` of the segment, so that the
	 * owner need not ask.
	 */
	onSegment(segment: Segment): boolean {
		const { tcp } = this;
		const before = tcp.lastSeconds;
		tcp.onSegment(segment);
		if (this.isIgnored) return true;
		if (this.#hasSkipped && hasOldSkip(tcp))
			renewSkips(tcp, this.stream, this.shared);
		const isSooner = this.#noteState() || tcp.lastSeconds < before;
		if (!this.#isStirred && !this.#isAttentive) return isSooner;
		this.#attend();
		const { first } = this.#pairs;
		if (first === undefined) {
			this.#parsers[0].forget();
			this.#parsers[1].forget();
		} else if (this.#isOverdue(first)) return true;
		return isSooner || !this.shared.isPatient;
	}

	/** A request whose turn it is has waited for its answer before. */
	#isOverdue(first: OpenPair): boolean {
		if (!first.requestDone || first.pair.response) return false;
		return first.requestSeconds < this.tcp.lastSeconds - 1;
	}

	/** Whether what is due may be due earlier than when this was asked last; otherwise time has only gone on. */
	#noteState(): boolean {
		const { isSettled, isOver, hasData } = this.tcp;
		const isSooner =
			(this.#wasSettled && !isSettled) ||
			this.#wasOver !== isOver ||
			this.#hadData !== hasData;
		this.#wasSettled = isSettled;
		this.#wasOver = isOver;
		this.#hadData = hasData;
		return isSooner;
	}

	/** Any segment may end something, or let something be skipped. */
	get #isAttentive(): boolean {
		const { streams, isHeld } = this.tcp;
		const parsers = this.#parsers;
		return (
			isHeld ||
			parsers[0].isSkippable ||
			parsers[1].isSkippable ||
			(streams[0].isFinished && (this.#ended & 1) === 0) ||
			(streams[1].isFinished && (this.#ended & 2) === 0)
		);
	}

	#attend(): void {
		this.#isStirred = false;
		if (this.#parsers[0].isSkippable) this.#skip(0);
		if (this.#parsers[1].isSkippable) this.#skip(1);
		this.#checkEnds();
		this.#settle();
	}

	#skip(direction: 0 | 1): void {
		const parser = this.#parsers[direction];
		const octets = parser.plain;
		if (octets < SKIP_OCTETS || octets > 2 ** 30) return;
		const number = this.tcp.streams[direction].skip(octets);
		if (number === undefined) return;
		parser.skip(octets);
		this.#hasSkipped = true;
		this.shared.onSkip(this.stream, direction, number);
	}

	/** When something may be due next, in seconds. */
	get due(): number {
		return dueOf(this.tcp, this.#pairs.first, this.shared.limits);
	}

	/** Both sides ended it as they should, and there is no more to be told of it. */
	get #isThrough(): boolean {
		const { streams } = this.tcp;
		if (this.#ended !== 3 || this.#pairs.first) return false;
		if (this.#connection === undefined) return false;
		return streams[0].isFinished && streams[1].isFinished;
	}

	/** Time has passed. */
	expire(seconds: number): void {
		const { tcp } = this;
		const { limits } = this.shared;
		if (this.#isThrough) {
			this.isClosed = seconds >= tcp.lingerUntil;
			return;
		}
		this.#isStirred = true;
		tcp.expire(seconds);
		if (this.isIgnored) return;
		this.#checkEnds();
		this.#settle();
		// What was delivered now may be skipped, after the next segment.
		tcp.isHeld = true;
		this.#noteState();
		if (seconds >= tcp.lingerUntil) this.close(tcp.isReset ? "rst" : "fin");
		else if (this.#isSilent(seconds)) this.close("timeout");
		else {
			for (;;) {
				const first = this.#pairs.first;
				if (!first?.requestDone || first.pair.response) return;
				if (seconds < first.requestSeconds + limits.answerSeconds) return;
				this.#emit(endedBy("timeout"));
			}
		}
	}

	#isSilent(seconds: number): boolean {
		const { tcp } = this;
		const { first } = this.#pairs;
		const patience = patienceOf(tcp, first, this.shared.limits);
		return seconds >= tcp.lastSeconds + patience;
	}

	/** Nothing more comes. */
	close(how: StreamEnd): void {
		if (this.isClosed || this.isIgnored) return;
		this.tcp.flush();
		if (this.isIgnored) return;
		this.#checkEnds();
		this.#end(0, how);
		this.#end(1, how);
		while (this.#pairs.first) this.#emit(endOf(this.tcp, this.#client, how));
		this.isClosed = true;
		const refusal = refusalOf(this.stream, this.endpoints, this.tcp, how);
		if (refusal) this.shared.onRefusal(refusal);
	}

	#checkEnds(): void {
		const { streams } = this.tcp;
		// A server's FIN ends its answer only after the request was read, and the other way round.
		if (streams[0].isFinished && (this.#ended & 1) === 0) this.#end(0, "fin");
		if (streams[1].isFinished && (this.#ended & 2) === 0) this.#end(1, "fin");
	}

	#end(direction: 0 | 1, how: StreamEnd): void {
		this.#ended |= 1 << direction;
		this.#parsers[direction].end(how, this.tcp.streams[direction].finStamp);
	}

	/** Tells the pairs of which nothing more can come. */
	#settle(): void {
		const server = this.#client === 0 ? 1 : 0;
		this.tcp.isHeld = false;
		for (;;) {
			const first = this.#pairs.first;
			if (!first) return;
			const isRequestDone = first.requestDone || !first.pair.request;
			if (!isRequestDone) return;
			if (first.responseDone) {
				this.tcp.isHeld =
					!this.#pairs.after(first) &&
					awaitsMore(this.tcp, this.#client, first);
				if (this.tcp.isHeld) return;
				this.#emit(endOf(this.tcp, this.#client, "open"));
			} else if (this.#ended & (1 << server))
				this.#emit(endOf(this.tcp, this.#client, "fin"));
			else return;
		}
	}

	#emit(end: PairEnd): void {
		this.#isStirred = true;
		const open = this.#pairs.shift();
		if (!open || this.#client === undefined) return;
		const { pair } = open;
		noteHeard(this.tcp, this.#client, open);
		endPair(open, end);
		if (!pair.response && this.#lostSince(open)) pair.answerInGap = true;
		noteWindow(this.tcp, this.#client, pair);
		this.shared.onPair(pair);
	}

	/** The server sent octets after this request that the capture does not hold. */
	#lostSince(open: OpenPair): boolean {
		const server = this.#client === 0 ? 1 : 0;
		if (this.#parsers[server].lossPosition > open.serverPosition) return true;
		// One direction only: acknowledgements of the client tell of answers. A FIN counts as one octet.
		return this.tcp.streams[server].unseen > 1;
	}

	expected(parser: MessageParser): Expected {
		if (this.#client === undefined) return "any";
		return parser.direction === this.#client ? "request" : "response";
	}

	onHead(parser: MessageParser, message: HttpMessage): Framing {
		const isRequest = message.kind === "request";
		if (this.#client === undefined) {
			const other = parser.direction === 0 ? 1 : 0;
			this.#client = isRequest ? parser.direction : other;
			this.#connection = connectionOf(
				this.stream,
				this.endpoints!,
				this.#client,
				this.tcp.handshake,
			);
			this.endpoints = undefined;
		}
		this.#noise = 0;
		this.#isStirred = true;
		if (!this.#isHttp) {
			this.#isHttp = true;
			this.shared.onHttp(this.stream);
		}
		return isRequest ? this.#onRequest(message) : this.#onResponse(message);
	}

	#onRequest(message: HttpMessage): Framing {
		const server = this.#parsers[this.#client === 0 ? 1 : 0];
		const open = this.#pairs.add(this.#connection!, server.position);
		this.#parsers[this.#client!].pair = open;
		open.pair.request = message;
		server.mayEndHere();
		if (this.#pairs.length > this.shared.limits.pairs) {
			this.shared.onLimit("pairs");
			this.#emit(endedBy("open"));
		}
		return framingOf(message);
	}

	#onResponse(message: HttpMessage): Framing {
		const status = message.status!;
		const server = this.#parsers[this.#client === 0 ? 1 : 0];
		if (server.lossPosition > this.#lossHandled) {
			this.#lossHandled = server.lossPosition;
			this.#passLost(server.position);
		}
		const known = this.#pairs.unanswered();
		const open = known ?? this.#pairs.add(this.#connection!, server.position);
		server.pair = open;
		if (status < 200 && status !== 101) {
			this.#isInterim = true;
			open.pair.interim ??= [];
			if (open.pair.interim.length < 16) open.pair.interim.push(message);
		} else open.pair.response = message;
		return framingOf(message, open.pair.request?.method);
	}

	#passLost(position: number): void {
		for (;;) {
			const open = this.#pairs.answeredBefore(position);
			if (!open) return;
			open.pair.answerInGap = true;
			this.#emit(endedBy("open"));
		}
	}

	onMessage(
		parser: MessageParser,
		message: HttpMessage,
		end: MessageEnd,
	): void {
		this.#isStirred = true;
		const isInterim = message.kind === "response" && this.#isInterim;
		const open = parser.pair;
		this.#isInterim = false;
		if (
			!message.carriage.complete &&
			isAcknowledged(this.tcp, parser.direction, end.position)
		)
			message.carriage.acknowledged = true;
		const connection = this.#connection!;
		if (!open || open.isTold) {
			const pair: HttpPair = { connection, index: -1, ended: "open" };
			pair[message.kind] = message;
			this.shared.onMessage(message, connection, pair);
			return;
		}
		if (message.kind === "request") {
			open.requestDone = true;
			open.requestEnd = end.position;
			open.requestSeconds = message.carriage.time;
		} else if (!isInterim) {
			open.responseDone = true;
			open.responseEnd = end.position;
			open.isWhole = end.isWhole;
		}
		this.shared.onMessage(message, connection, open.pair);
		this.#afterMessage(message, open);
	}

	/** Another protocol follows: to a CONNECT maybe HTTP again, to an Upgrade none (RFC 9110 7.8). */
	#afterMessage(message: HttpMessage, open: OpenPair): void {
		if (message.status === 101) {
			open.requestDone = true;
			this.ignore();
			return;
		}
		const isTunnel =
			open.pair.request?.method === "CONNECT" &&
			message.status !== undefined &&
			message.status >= 200 &&
			message.status < 300;
		if (isTunnel) this.#parsers[this.#client!].enterTunnel();
		this.#settle();
	}

	onNoise(_parser: MessageParser, octets: number): void {
		this.#noise += octets;
		// After a message the rest of a body may be what is looked through.
		const patience = this.#isHttp ? 16 : 1;
		if (this.#noise <= patience * this.shared.limits.search) return;
		this.#stop();
		this.shared.onLost(this.stream);
	}

	onTunnel(parser: MessageParser, isHttp: boolean): void {
		if (!isHttp) this.ignore();
		else {
			parser.resume();
			this.#parsers[parser.direction === 0 ? 1 : 0].resume();
		}
	}

	/** The rest of the connection is no HTTP. */
	ignore(): void {
		if (this.isIgnored) return;
		this.#stop();
		this.shared.onIgnored(this.stream);
	}

	#stop(): void {
		this.#end(0, "open");
		this.#end(1, "open");
		while (this.#pairs.first) this.#emit(endedBy("open"));
		this.isIgnored = true;
		for (const parser of this.#parsers) parser.stop();
	}
}
