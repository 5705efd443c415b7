import { FrameQueue } from "../flow/framequeue.js";
import { newStamp, type Stamp } from "../flow/stamp.js";
import type { Flows } from "../frame/flows.js";
import type { Rows } from "../frame/frame.js";
import type { HttpConversation } from "../http/connection.js";
import type { Endpoints } from "../http/endpoints.js";
import type { FlowVerdict, HttpTracker } from "../http/tracker.js";
import {
	frameOf,
	isAnswered,
	passHandshake,
	passRun,
	type Run,
	segmentOf,
} from "../tcp/run.js";
import { RST, type Segment, SYN } from "../tcp/segment.js";
import {
	PIECE_NEXT,
	PIECES_CAPACITY,
	ROW_ACKNOWLEDGMENT,
	ROW_FLAG_NEW_STREAM,
	ROW_FLAG_REASSEMBLED,
	ROW_FLAG_START,
	ROW_FLAGS,
	ROW_KIND,
	ROW_LENGTH,
	ROW_OFFSET,
	ROW_SEQUENCE,
	ROW_WIRE_LENGTH,
	VERDICT_FOLLOW,
	VERDICT_IGNORE,
	VERDICT_PROBE,
} from "../wasm/layout.js";

/** Segments with payload, not counting the first octets, after which a connection that was open before the capture is only probed any more. */
const PROBATION = 8;
/** Octets before they are counted: a request may begin in segments too short to hold its method. */
const PROBATION_OCTETS = 64;

const NOTHING = new Uint8Array(0);
const NO_WORDS = new Uint32Array(0);

/** A run of which pieces are left. */
interface OpenRun extends Run {
	/** Absent: not opened yet, or given up. */
	conversation: HttpConversation | undefined;
	stream: number;
	flow: number;
	/** Its next piece is the first of the stream. */
	isNew: boolean;
	/** Of the next piece. */
	frame: number;
}

function newSegment(stamp: Stamp): Segment {
	return {
		stamp,
		direction: 0,
		sequenceNumber: 0,
		acknowledgmentNumber: 0,
		flags: 0,
		window: 0,
		bytes: new Uint8Array(0),
		offset: 0,
		length: 0,
		wireLength: 0,
		isStart: false,
		isLasting: true,
	};
}

/** The ends of a flow as they are now. */
export function endpointsOf(flows: Flows, flow: number): Endpoints {
	return {
		addressA: flows.address(flow, 0),
		portA: flows.port(flow, 0),
		addressB: flows.address(flow, 1),
		portB: flows.port(flow, 1),
		family: flows.family(flow),
		path: flows.path(flow),
	};
}

/** Hands TCP rows to the HTTP tracker and its verdicts back to the core. */
export class TcpRows {
	readonly #flows: Flows;
	readonly #http: HttpTracker;
	/** That of the row before: most rows follow one of their own stream. */
	#latest: HttpConversation | undefined;
	/** Streams given up in this batch: rows of them may still follow that the core makes no more in the next one. */
	readonly #ignored = new Set<number>();
	/** Runs of which pieces wait for their time. */
	readonly #behind = new FrameQueue<OpenRun>();
	/** For the next ones. */
	readonly #spareRuns: OpenRun[] = [];
	/** Of rows that are no runs. */
	readonly #stamp = newStamp();
	readonly #segment = newSegment(this.#stamp);

	constructor(flows: Flows, http: HttpTracker) {
		this.#flows = flows;
		this.#http = http;
	}

	/** The rows that follow were made with every verdict so far in view. */
	beginBatch(): void {
		if (this.#ignored.size > 0) this.#ignored.clear();
	}

	/** All rows of the batch were read, and what waited for them. */
	endBatch(): void {
		this.#http.endBatch();
	}

	onRow(rows: Rows): void {
		const conversation = this.#find(rows.stream) ?? this.#openAt(rows);
		if (!conversation) return;
		this.#latest = conversation;
		this.#give(conversation, this.#fill(rows));
	}

	#give(conversation: HttpConversation, segment: Segment): void {
		this.#http.take(conversation, segment);
		if (conversation.unknown >= 0 && conversation.slot !== 0)
			this.#doubt(conversation, segment);
	}

	#find(stream: number): HttpConversation | undefined {
		const latest = this.#latest;
		// Without a slot it is not followed any more, or folded.
		if (latest?.stream === stream && latest.slot !== 0) return latest;
		return this.#http.find(stream);
	}

	/**
	 * Segments of a connection. Those in the middle of a body and bare acknowledgments change nothing for anybody else, so
	 * they are taken at once, up to the first that does; it and those behind it wait for what came before them.
	 */
	onRun(rows: Rows): void {
		const run = this.#spareRuns.pop() ?? this.#newRun();
		const { stamp } = run;
		rows.stamp(stamp);
		this.#http.advance(stamp.seconds);
		run.stream = rows.stream;
		run.flow = rows.flow;
		run.memory = rows.memory;
		run.words = rows.words;
		run.at = rows.payloadOffset;
		run.frames = stamp.frame;
		run.frame = stamp.frame;
		const { flags } = rows;
		run.isNew = (flags & ROW_FLAG_NEW_STREAM) !== 0;
		run.segment.isLasting = (flags & ROW_FLAG_REASSEMBLED) === 0;
		if (run.isNew && this.#leadsToTls(run)) {
			this.#spare(run);
			return;
		}
		const known = run.isNew ? undefined : this.#find(run.stream);
		run.conversation = known;
		if (known) {
			this.#latest = known;
			if (this.#hasRoom) passOn(known, run);
		}
		if (run.at !== 0 && frameOf(run) === run.frame) this.#take(run);
		if (run.at === 0) this.#spare(run);
		else {
			run.frame = frameOf(run);
			this.#behind.add(run);
		}
	}

	/** Nobody would hear of the connection: its SYN is answered, and TLS follows in this batch. */
	#leadsToTls(run: OpenRun): boolean {
		if (!this.#flows.carriesTls(run.flow, run.stream)) return false;
		return this.#hasRoom && isAnswered(run);
	}

	/** No connection has to go for another one in this batch: what comes later of it can be taken now. */
	get #hasRoom(): boolean {
		return this.#http.room > PIECES_CAPACITY;
	}

	#spare(run: OpenRun): void {
		// Its connection may end long before it is used again.
		run.conversation = undefined;
		this.#spareRuns.push(run);
	}

	#newRun(): OpenRun {
		const stamp = newStamp();
		return {
			conversation: undefined,
			stream: 0,
			flow: 0,
			isNew: false,
			memory: NOTHING,
			words: NO_WORDS,
			at: 0,
			frames: 0,
			stamp,
			segment: newSegment(stamp),
			frame: 0,
		};
	}

	/** Frame of the first that waits. */
	get behindFrame(): number {
		return this.#behind.next;
	}

	/** Takes what waits of frames before this one. */
	catchUp(before: number): void {
		const behind = this.#behind;
		while (behind.next < before) {
			const run = behind.first!;
			this.#take(run);
			if (run.at === 0) this.#spare(behind.shift()!);
			else {
				run.frame = frameOf(run);
				behind.moved();
			}
		}
	}

	/** Takes one piece, and those that follow as far as they are plain. */
	#take(run: OpenRun): void {
		const segment = segmentOf(run);
		run.at = run.words[(run.at + PIECE_NEXT) >>> 2]!;
		const conversation = this.#conversationOf(run, segment);
		if (!conversation) return;
		this.#give(conversation, segment);
		if (run.at !== 0 && this.#hasRoom) passOn(conversation, run);
	}

	/** The connection of a run. When there is none the segment may open it. */
	#conversationOf(
		run: OpenRun,
		segment: Segment,
	): HttpConversation | undefined {
		const { conversation, stream, isNew } = run;
		run.isNew = false;
		if (conversation && conversation.slot !== 0) return conversation;
		run.conversation = isNew ? undefined : this.#find(stream);
		const isOpening = isNew || segment.isStart === true;
		if (!run.conversation && isOpening && !this.#ignored.has(stream)) {
			run.conversation = this.#open(run, segment.flags, isNew);
			this.#latest = run.conversation;
		}
		return run.conversation;
	}

	/** Not known to be HTTP yet. */
	#doubt(conversation: HttpConversation, { length, isStart }: Segment): void {
		if (length === 0) return;
		if (isStart) conversation.unknown = -1;
		else this.#probe(conversation, length);
	}

	/** Rows of a stream that was given up may still follow in the same batch; only a start opens it again. */
	#openAt(rows: Rows): HttpConversation | undefined {
		const { flags } = rows;
		if ((flags & (ROW_FLAG_NEW_STREAM | ROW_FLAG_START)) === 0) return;
		if (this.#ignored.has(rows.stream)) return;
		return this.#open(rows, rows.tcpFlags, (flags & ROW_FLAG_NEW_STREAM) !== 0);
	}

	/**
	 * The stream carries TLS. Nothing more of it comes, so that it is forgotten, unless its SYN was not answered. It may be
	 * folded.
	 */
	onTls(stream: number): void {
		this.#http.dropAnswered(stream);
	}

	/** What the HTTP tracker thinks of a stream. Those that are given up it forgets itself. */
	judge(stream: number, verdict: FlowVerdict): void {
		const { kind } = verdict;
		if (kind === "closed" || kind === "folded") return;
		const conversation = this.#find(stream);
		if (!conversation) return;
		const { flow } = conversation;
		switch (kind) {
			case "follow":
				conversation.unknown = -1;
				this.#flows.setVerdict(flow, stream, VERDICT_FOLLOW);
				break;
			case "ignore":
				this.#flows.setVerdict(flow, stream, VERDICT_IGNORE);
				this.#ignored.add(stream);
				break;
			case "probe":
				this.#flows.setVerdict(flow, stream, VERDICT_PROBE);
				break;
			case "skip":
				this.#flows.setSkip(
					flow,
					stream,
					verdict.direction,
					verdict.sequenceNumber,
				);
		}
	}

	/** @param tcpFlags of its first segment */
	#open(
		{ stream, flow }: { stream: number; flow: number },
		tcpFlags: number,
		isNew: boolean,
	): HttpConversation {
		const flows = this.#flows;
		if (!isNew) flows.setVerdict(flow, stream, 0);
		const ends = endpointsOf(flows, flow);
		const conversation = this.#http.open(stream, ends, flow);
		const isOpening = (tcpFlags & (SYN | RST)) !== 0;
		conversation.unknown = isOpening ? -1 : 0;
		return conversation;
	}

	#probe(conversation: HttpConversation, octets: number): void {
		const { stream, flow } = conversation;
		conversation.probed += octets;
		if (conversation.probed <= PROBATION_OCTETS) return;
		conversation.unknown++;
		if (conversation.unknown < PROBATION) return;
		this.#flows.setVerdict(flow, stream, VERDICT_PROBE);
		this.#http.drop(stream);
	}

	#fill(rows: Rows): Segment {
		const segment = this.#segment;
		const { words } = rows;
		const at = rows.address >>> 2;
		const where = words[at + (ROW_KIND >>> 2)]!;
		const how = words[at + (ROW_FLAGS >>> 2)]!;
		const stamp = this.#stamp;
		rows.stamp(stamp);
		segment.stamp = stamp;
		segment.direction = (where & 0x100) === 0 ? 0 : 1;
		segment.sequenceNumber = words[at + (ROW_SEQUENCE >>> 2)]! | 0;
		segment.acknowledgmentNumber = words[at + (ROW_ACKNOWLEDGMENT >>> 2)]! | 0;
		segment.flags = (how >>> 8) & 0xff;
		segment.window = how >>> 16;
		segment.bytes = rows.memory;
		segment.offset = words[at + (ROW_OFFSET >>> 2)]!;
		segment.length = words[at + (ROW_LENGTH >>> 2)]!;
		segment.wireLength = words[at + (ROW_WIRE_LENGTH >>> 2)]!;
		segment.isStart = (how & ROW_FLAG_START) !== 0;
		// Where datagrams are put together the next one comes before the batch ends.
		segment.isLasting = (how & ROW_FLAG_REASSEMBLED) === 0;
		return segment;
	}
}

/** Takes what changes nothing for anybody else. */
function passOn({ tcp }: HttpConversation, run: Run): void {
	if (tcp.isOpening) passHandshake(tcp, run);
	if (run.at !== 0) passRun(tcp, run);
}
