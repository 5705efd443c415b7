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
	judged: Judged | undefined;
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

interface Judged {
	readonly stream: number;
	readonly flow: number;
	readonly conversation: HttpConversation;
	/** Segments with payload until it is known that this is HTTP; -1: it is. */
	unknown: number;
	/** Octets of payload until then. */
	octets: number;
}

/** Hands TCP rows to the HTTP tracker and its verdicts back to the core. */
export class TcpRows {
	readonly #flows: Flows;
	readonly #http: HttpTracker;
	readonly #judged = new Map<number, Judged>();
	/** That of the row before: most rows follow one of their own stream. */
	#latest: Judged | undefined;
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
		this.#ignored.clear();
	}

	onRow(rows: Rows): void {
		const { stream } = rows;
		const judged = this.#find(stream, rows.flow) ?? this.#openAt(rows);
		if (!judged) return;
		this.#latest = judged;
		this.#http.take(judged.conversation, this.#fill(rows));
		if (judged.unknown >= 0) this.#doubt(judged, this.#segment);
	}

	#find(stream: number, flow: number): Judged | undefined {
		const latest = this.#latest;
		if (latest?.stream === stream) return latest;
		return this.#judged.get(stream) ?? this.#wake(stream, flow);
	}

	/** A connection that was folded. */
	#wake(stream: number, flow: number): Judged | undefined {
		const conversation = this.#http.find(stream);
		if (!conversation) return undefined;
		const judged = { stream, flow, conversation, unknown: -1, octets: 0 };
		this.#judged.set(stream, judged);
		return judged;
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
		run.isNew = (rows.flags & ROW_FLAG_NEW_STREAM) !== 0;
		if (run.isNew && this.#leadsToTls(run)) {
			this.#spare(run);
			return;
		}
		const judged = run.isNew ? undefined : this.#find(run.stream, run.flow);
		run.judged = judged;
		if (judged) {
			this.#latest = judged;
			passOn(judged, run);
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
		return this.#http.room > PIECES_CAPACITY && isAnswered(run);
	}

	#spare(run: OpenRun): void {
		// Its connection may end long before it is used again.
		run.judged = undefined;
		this.#spareRuns.push(run);
	}

	#newRun(): OpenRun {
		const stamp = newStamp();
		return {
			judged: undefined,
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
		const judged = this.#judgedOf(run, segment);
		if (!judged) return;
		this.#http.take(judged.conversation, segment);
		if (judged.unknown >= 0) this.#doubt(judged, segment);
		if (run.at !== 0) passOn(judged, run);
	}

	/** The connection of a run. When there is none the segment may open it. */
	#judgedOf(run: OpenRun, segment: Segment): Judged | undefined {
		const { judged, stream, isNew } = run;
		run.isNew = false;
		if (judged && this.#judged.get(stream) === judged) return judged;
		run.judged = isNew ? undefined : this.#find(stream, run.flow);
		const isOpening = isNew || segment.isStart === true;
		if (!run.judged && isOpening && !this.#ignored.has(stream)) {
			run.judged = this.#open(run, segment.flags, isNew);
			this.#latest = run.judged;
		}
		return run.judged;
	}

	/** Not known to be HTTP yet. */
	#doubt(judged: Judged, { length, isStart }: Segment): void {
		if (length === 0) return;
		if (isStart) judged.unknown = -1;
		else this.#probe(judged.stream, judged, length);
	}

	/** Rows of a stream that was given up may still follow in the same batch; only a start opens it again. */
	#openAt(rows: Rows): Judged | undefined {
		const { flags } = rows;
		if ((flags & (ROW_FLAG_NEW_STREAM | ROW_FLAG_START)) === 0) return;
		if (this.#ignored.has(rows.stream)) return;
		return this.#open(rows, rows.tcpFlags, (flags & ROW_FLAG_NEW_STREAM) !== 0);
	}

	#forget(stream: number): void {
		this.#judged.delete(stream);
		if (this.#latest?.stream === stream) this.#latest = undefined;
	}

	/**
	 * The stream carries TLS. Nothing more of it comes, so that it is forgotten, unless its SYN was not answered. It may be
	 * folded.
	 */
	onTls(stream: number): void {
		const judged = this.#judged.get(stream);
		if (judged?.conversation.tcp.attempt) return;
		this.#forget(stream);
		this.#http.drop(stream);
	}

	/** What the HTTP tracker thinks of a stream. */
	judge(stream: number, verdict: FlowVerdict): void {
		const judged = this.#judged.get(stream);
		if (!judged) return;
		const { flow } = judged;
		switch (verdict.kind) {
			case "follow":
				judged.unknown = -1;
				this.#flows.setVerdict(flow, stream, VERDICT_FOLLOW);
				break;
			case "ignore":
				this.#flows.setVerdict(flow, stream, VERDICT_IGNORE);
				this.#forget(stream);
				this.#ignored.add(stream);
				break;
			case "probe":
				this.#flows.setVerdict(flow, stream, VERDICT_PROBE);
				this.#forget(stream);
				break;
			case "closed":
			case "folded":
				this.#forget(stream);
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
	): Judged {
		const flows = this.#flows;
		if (!isNew) flows.setVerdict(flow, stream, 0);
		const ends = endpointsOf(flows, flow);
		const conversation = this.#http.open(stream, ends, flow);
		const opening = (tcpFlags & (SYN | RST)) !== 0;
		const unknown = opening ? -1 : 0;
		const judged = { stream, flow, conversation, unknown, octets: 0 };
		this.#judged.set(stream, judged);
		return judged;
	}

	#probe(stream: number, judged: Judged, octets: number): void {
		judged.octets += octets;
		if (judged.octets <= PROBATION_OCTETS) return;
		judged.unknown++;
		if (judged.unknown < PROBATION) return;
		this.#flows.setVerdict(judged.flow, stream, VERDICT_PROBE);
		this.#forget(stream);
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
		segment.sequenceNumber = words[at + (ROW_SEQUENCE >>> 2)]!;
		segment.acknowledgmentNumber = words[at + (ROW_ACKNOWLEDGMENT >>> 2)]!;
		segment.flags = (how >>> 8) & 0xff;
		segment.window = how >>> 16;
		segment.bytes = rows.memory;
		segment.offset = words[at + (ROW_OFFSET >>> 2)]!;
		segment.length = words[at + (ROW_LENGTH >>> 2)]!;
		segment.wireLength = words[at + (ROW_WIRE_LENGTH >>> 2)]!;
		segment.isStart = (how & ROW_FLAG_START) !== 0;
		return segment;
	}
}

/** Takes what changes nothing for anybody else. */
function passOn({ conversation: { tcp } }: Judged, run: Run): void {
	if (tcp.isOpening) passHandshake(tcp, run);
	if (run.at !== 0) passRun(tcp, run);
}
