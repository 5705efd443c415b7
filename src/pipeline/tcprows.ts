import { newStamp } from "../flow/stamp.js";
import type { Flows } from "../frame/flows.js";
import type { Rows } from "../frame/frame.js";
import type { FlowVerdict, HttpTracker } from "../http/tracker.js";
import { RST, type Segment, SYN } from "../tcp/segment.js";
import {
	ROW_FLAG_NEW_STREAM,
	ROW_FLAG_START,
	VERDICT_FOLLOW,
	VERDICT_IGNORE,
	VERDICT_PROBE,
} from "../wasm/layout.js";

/** Segments with payload, not counting the first octets, after which a connection that was open before the capture is only probed any more. */
const PROBATION = 8;
/** Octets before they are counted: a request may begin in segments too short to hold its method. */
const PROBATION_OCTETS = 64;

interface Judged {
	flow: number;
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
	/** Streams given up in this batch: rows of them may still follow that the core makes no more in the next one. */
	readonly #ignored = new Set<number>();
	readonly #stamp = newStamp();
	readonly #segment: Segment;

	constructor(flows: Flows, http: HttpTracker) {
		this.#flows = flows;
		this.#http = http;
		this.#segment = {
			stamp: this.#stamp,
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

	/** The rows that follow were made with every verdict so far in view. */
	beginBatch(): void {
		this.#ignored.clear();
	}

	onRow(rows: Rows): void {
		const { stream, flags } = rows;
		let judged = this.#judged.get(stream);
		if (!judged) {
			// Rows of a stream that was given up may still follow in the same batch; only a start opens it again.
			if ((flags & (ROW_FLAG_NEW_STREAM | ROW_FLAG_START)) === 0) return;
			if (this.#ignored.has(stream)) return;
			judged = this.#open(rows);
		}
		this.#http.onSegment(stream, this.#fill(rows));
		if (judged.unknown < 0 || rows.payloadLength === 0) return;
		if ((flags & ROW_FLAG_START) === 0)
			this.#probe(stream, judged, rows.payloadLength);
		else judged.unknown = -1;
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
				this.#judged.delete(stream);
				this.#ignored.add(stream);
				break;
			case "probe":
				this.#flows.setVerdict(flow, stream, VERDICT_PROBE);
				this.#judged.delete(stream);
				break;
			case "closed":
				this.#judged.delete(stream);
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

	#open(rows: Rows): Judged {
		const { stream, flow } = rows;
		const flows = this.#flows;
		if ((rows.flags & ROW_FLAG_NEW_STREAM) === 0)
			flows.setVerdict(flow, stream, 0);
		this.#http.open(stream, {
			addressA: flows.address(flow, 0),
			portA: flows.port(flow, 0),
			addressB: flows.address(flow, 1),
			portB: flows.port(flow, 1),
			family: flows.family(flow),
			path: flows.path(flow),
		});
		const opening = (rows.tcpFlags & (SYN | RST)) !== 0;
		const judged = { flow, unknown: opening ? -1 : 0, octets: 0 };
		this.#judged.set(stream, judged);
		return judged;
	}

	#probe(stream: number, judged: Judged, octets: number): void {
		judged.octets += octets;
		if (judged.octets <= PROBATION_OCTETS) return;
		judged.unknown++;
		if (judged.unknown < PROBATION) return;
		this.#flows.setVerdict(judged.flow, stream, VERDICT_PROBE);
		this.#judged.delete(stream);
		this.#http.drop(stream);
	}

	#fill(rows: Rows): Segment {
		const segment = this.#segment;
		rows.stamp(this.#stamp);
		segment.direction = rows.direction;
		segment.sequenceNumber = rows.sequenceNumber;
		segment.acknowledgmentNumber = rows.acknowledgmentNumber;
		segment.flags = rows.tcpFlags;
		segment.window = rows.window;
		segment.bytes = rows.memory;
		segment.offset = rows.payloadOffset;
		segment.length = rows.payloadLength;
		segment.wireLength = rows.payloadWireLength;
		segment.isStart = (rows.flags & ROW_FLAG_START) !== 0;
		return segment;
	}
}
