import type { CaptureReader } from "../capture/reader.js";
import { Attempts } from "../exchange/attempts.js";
import type { ExchangeContext } from "../exchange/context.js";
import { tellDnsFailure } from "../exchange/dns.js";
import { HalfMaker } from "../exchange/half.js";
import { HttpExchanges } from "../exchange/http.js";
import { JudgedHalfMaker } from "../exchange/judgedhalf.js";
import { PduCounter, PduRecords, type PduTeller } from "../exchange/pdu.js";
import { Relevance } from "../exchange/relevance.js";
import type { RecordSink } from "../exchange/sink.js";
import { type Takers, Waiting } from "../exchange/waiting.js";
import { WapExchanges } from "../exchange/wap.js";
import type { Flows } from "../frame/flows.js";
import type { Rows } from "../frame/frame.js";
import type { HttpPair } from "../http/message.js";
import { HttpTracker } from "../http/tracker.js";
import { type Limits, namedHits } from "../limits.js";
import type { Meter } from "../meter.js";
import { pduDecoder } from "../mms/decoder.js";
import { ProblemCounts } from "../problem.js";
import type { Exchange } from "../record.js";
import { SubscriberTracker } from "../subscriber/tracker.js";
import { serverName } from "../tls/clienthello.js";
import { WapTracker } from "../wap/tracker.js";
import { Arena, REGION_WAP_ARENA } from "../wasm/arena.js";
import type { Core } from "../wasm/instance.js";
import {
	ROW_IS_DNS,
	ROW_IS_GTP_CONTROL,
	ROW_IS_ICMP,
	ROW_IS_PFCP,
	ROW_IS_RADIUS,
	ROW_IS_RUN,
	ROW_IS_TCP,
	ROW_IS_TLS,
	ROW_IS_WSP,
	ROW_IS_WTP,
	ROW_IS_WTP_RUN,
} from "../wasm/layout.js";
import { Copies } from "./copies.js";
import { dnsFailure } from "./dnsrows.js";
import { IcmpRows } from "./icmprows.js";
import { workOf } from "./metered.js";
import { SignallingRows } from "./signalling.js";
import { endpointsOf, TcpRows } from "./tcprows.js";
import { tlsAttempt } from "./tlsrows.js";
import { WapRows } from "./waprows.js";

/** Server names of TLS connections that are kept for the coverage sentences. */
const TLS_NAMES_LIMIT = 1000;

export interface PipelineOptions {
	reader: CaptureReader;
	core: Core;
	sink: RecordSink;
	limits: Limits;
	/** Several captures: records say which. */
	manyCaptures: boolean;
	/** Hosts that the user knows as MMSCs. */
	mmsc: readonly string[];
	/** Divides the time, when somebody asks where it goes. */
	meter?: Meter | undefined;
}

/** Rows of the core in, records out: every stage between frames and exchanges, in one place. */
export class Pipeline {
	/** TLS connections by server name. */
	readonly tlsNames = new Map<string, number>();
	/** Oddities of packets that belong to no exchange, by code. */
	readonly problems = new ProblemCounts();
	httpMessages = 0;
	/** HTTP connections of which one direction only was there. */
	oneSidedConnections = 0;
	/** WSP PDUs over WTP and UDP. */
	wspPdus = 0;
	readonly #flows: Flows;
	readonly #sink: RecordSink;
	readonly #http: HttpExchanges;
	readonly #wapExchanges: WapExchanges;
	readonly #relevance: Relevance;
	readonly #attempts: Attempts;
	readonly #waiting: Waiting;
	readonly #context: ExchangeContext;
	readonly #meter: Meter | undefined;
	readonly #tcp: TcpRows;
	readonly #wap: WapRows;
	/** Absent with one capture. */
	readonly #copies: Copies | undefined;
	readonly #httpTracker: HttpTracker;
	readonly #wapTracker: WapTracker;
	readonly #icmp: IcmpRows;
	/** Absent when nobody asks for identities. */
	readonly #subscribers: SubscriberTracker | undefined;
	readonly #signalling: SignallingRows | undefined;
	/** What comes between rows, as work of its own kind: pieces of runs that waited, and what ends by itself. */
	readonly #late: {
		tcp: (before: number) => void;
		wap: () => void;
		http: (seconds: number) => void;
		wsp: (seconds: number) => void;
	};
	/** Capture time: the latest second of a row. */
	seconds = 0;

	constructor(options: PipelineOptions) {
		const { core, reader, sink, limits, manyCaptures } = options;
		this.#sink = sink;
		this.#copies = manyCaptures ? new Copies(reader) : undefined;
		this.#flows = reader.flows;
		const relevance = new Relevance(options.mmsc);
		this.#relevance = relevance;
		const attempts = new Attempts(relevance, sink, limits.attempts);
		this.#attempts = attempts;
		const { meter } = options;
		this.#meter = meter;
		const timed = timedBy(meter);
		this.#waiting = new Waiting(this.#takers(), (does) =>
			timed("exchanges", does),
		);
		const { detail = "whole" } = sink;
		const Halves = detail === "judged" ? JudgedHalfMaker : HalfMaker;
		const context: ExchangeContext = {
			core,
			decodePdu: timed("mms", pduDecoder(core, detail)),
			halves: new Halves(manyCaptures),
			relevance,
			waiting: this.#waiting,
			attempts,
			pdus: pduTeller(sink, manyCaptures),
			sink,
			manyCaptures,
		};
		this.#context = context;
		const http = new HttpExchanges(context);
		this.#http = http;
		const wap = new WapExchanges(context);
		this.#wapExchanges = wap;
		this.#httpTracker = this.#trackHttp(http, options, timed);
		this.#wapTracker = this.#trackWap(wap, options, timed);
		this.#tcp = new TcpRows(this.#flows, this.#httpTracker);
		this.#wap = new WapRows(this.#flows, this.#wapTracker);
		this.#late = {
			tcp: timed("tcp", (before) => this.#tcp.catchUp(before)),
			wap: timed("wap", () => this.#wap.catchUp()),
			http: timed("tcp", (seconds) => this.#httpTracker.advance(seconds)),
			wsp: timed("wap", (seconds) => this.#wapTracker.advance(seconds)),
		};
		this.#icmp = new IcmpRows(this.#httpTracker, this.#wap, this.#wapTracker);
		this.#subscribers = this.#trackSubscribers(options);
		this.#signalling =
			this.#subscribers && new SignallingRows(this.#flows, this.#subscribers);
	}

	#trackSubscribers({
		sink,
		limits,
		manyCaptures,
	}: PipelineOptions): SubscriberTracker | undefined {
		if (!sink.onIdentity) return undefined;
		return new SubscriberTracker({
			onIdentity: (identity) => {
				this.#waiting.settle();
				sink.onIdentity?.(identity);
			},
			onProblem: (problem) => this.problems.add([problem]),
			limits: limits.subscriber,
			manyCaptures,
		});
	}

	/** What is over becomes exchanges, and makes known where more is to be expected. */
	#takers(): Takers {
		return {
			onTime: (seconds) => {
				this.#attempts.seconds = seconds;
				this.#sink.onTime?.(seconds);
			},
			onPair: (pair) => this.#http.take(pair),
			onTransaction: (transaction, opened) =>
				this.#wapExchanges.take(transaction, opened),
			onNotification: (fields) => this.#relevance.learnLocations(fields),
			onTaken: () => this.#sink.onPause?.(),
		};
	}

	#trackHttp(
		http: HttpExchanges,
		{ core, limits, sink }: PipelineOptions,
		timed: Meter["timed"],
	): HttpTracker {
		return new HttpTracker({
			keepBody: timed("exchanges", (message, bytes, start, end) =>
				http.keepBody(message, bytes, start, end),
			),
			onMessage: timed("exchanges", (message, _connection, pair) => {
				this.httpMessages++;
				http.onMessage(message, pair);
			}),
			onPair: timed("exchanges", (pair) => {
				if (isOneSided(pair)) this.oneSidedConnections++;
				http.onPair(pair);
			}),
			onRefusal: (refusal) => {
				this.#waiting.settle();
				http.onAttempt(refusal);
			},
			verdict: (stream, verdict) => this.#tcp.judge(stream, verdict),
			endpoints: (flow) => endpointsOf(this.#flows, flow),
			keepsPairs: sink.live === true,
			limits: limits.http,
			core,
			arena: new Arena(core),
		});
	}

	#trackWap(
		wap: WapExchanges,
		{ core, limits }: PipelineOptions,
		timed: Meter["timed"],
	): WapTracker {
		return new WapTracker(core, {
			onMessage: timed("exchanges", (message, transaction, role, repeat) => {
				this.wspPdus++;
				wap.onMessage(message, transaction, role, repeat);
			}),
			onTransaction: timed("exchanges", (transaction) =>
				wap.onTransaction(transaction),
			),
			onProblem: (problem) => this.problems.add([problem]),
			limits: limits.wap,
			arena: new Arena(core, REGION_WAP_ARENA),
		});
	}

	/** Takes all rows of a batch, in order. */
	process(rows: Rows): void {
		const { count } = rows;
		const meter = this.#meter;
		let kind = -1;
		this.#tcp.beginBatch();
		this.#wap.beginBatch(count);
		this.#copies?.beginBatch();
		for (let index = 0; index < count; index++) {
			rows.select(index);
			this.#catchUp(rows.frame);
			if (meter !== undefined && rows.kind !== kind) {
				kind = rows.kind;
				meter.turnTo(workOf(kind));
			}
			this.advance(rows.seconds);
			this.#onRow(rows);
		}
		this.#catchUp(Number.POSITIVE_INFINITY);
		this.#tcp.endBatch();
	}

	/** Takes what waits and came before a frame, in order. */
	#catchUp(before: number): void {
		const tcp = this.#tcp;
		const wap = this.#wap;
		while (wap.behindFrame < before) {
			if (tcp.behindFrame < wap.behindFrame) this.#late.tcp(wap.behindFrame);
			this.#late.wap();
		}
		if (tcp.behindFrame < before) this.#late.tcp(before);
	}

	/** Capture time goes on, also when no row says so. */
	advance(seconds: number): void {
		if (seconds <= this.seconds) return;
		this.seconds = seconds;
		this.#waiting.time(seconds);
		this.#late.http(seconds);
		this.#late.wsp(seconds);
	}

	/** The captures are over: what is open is reported as it stands. */
	finish(): void {
		this.#meter?.turnTo("tcp");
		this.#httpTracker.finish();
		this.#meter?.turnTo("wap");
		this.#wapTracker.finish();
		this.settle();
	}

	/** What is over is told now: what comes next may be long in coming. */
	settle(): void {
		this.#waiting.settle();
	}

	/** What `--stats` tells of it. */
	get stats() {
		const { copied, headerBlocks } = this.#wapTracker.stats;
		const { httpMessages, wspPdus } = this;
		const http = this.#httpTracker.copied;
		return {
			httpMessages,
			wspPdus,
			headerBlocks,
			copied: { http, wap: copied },
		};
	}

	/** Exchanges that are still going on, for a sink that is live. */
	openExchanges(): Exchange[] {
		this.settle();
		return [
			...this.#http.openExchanges(),
			...this.#wapExchanges.openExchanges(),
		];
	}

	/** How often each limit ended something. */
	limitHits(): Record<string, number> {
		return {
			...namedHits(this.#httpTracker.limitHits, this.#wapTracker.limits),
			...(this.#attempts.limitHits > 0 && {
				attempts: this.#attempts.limitHits,
			}),
			...this.#subscribers?.limitHits,
		};
	}

	#onRow(rows: Rows): void {
		if (this.#copies?.isCopy(rows)) return;
		switch (rows.kind) {
			case ROW_IS_TCP:
				this.#tcp.onRow(rows);
				break;
			case ROW_IS_RUN:
				this.#tcp.onRun(rows);
				break;
			case ROW_IS_WTP:
			case ROW_IS_WSP:
				this.#wap.onRow(rows);
				break;
			case ROW_IS_WTP_RUN:
				this.#wap.onRun(rows);
				break;
			case ROW_IS_TLS:
				this.#onTls(rows);
				break;
			case ROW_IS_DNS:
				this.#waiting.settle();
				tellDnsFailure(dnsFailure(rows, this.#flows), this.#context);
				break;
			case ROW_IS_ICMP:
				this.#icmp.onRow(rows);
				break;
			case ROW_IS_RADIUS:
			case ROW_IS_GTP_CONTROL:
			case ROW_IS_PFCP:
				this.#signalling?.onRow(rows);
		}
	}

	#onTls(rows: Rows): void {
		this.#tcp.onTls(rows.stream);
		const start = rows.payloadOffset;
		const name = serverName(
			rows.memory.subarray(start, start + rows.payloadLength),
		);
		if (name === undefined) return;
		this.#waiting.settle();
		if (this.#relevance.knowsHost(name))
			this.#http.onAttempt(tlsAttempt(rows, this.#flows, name));
		const before = this.tlsNames.get(name);
		if (before === undefined && this.tlsNames.size >= TLS_NAMES_LIMIT) return;
		this.tlsNames.set(name, (before ?? 0) + 1);
	}
}

function pduTeller(
	sink: RecordSink,
	manyCaptures: boolean,
): PduTeller | undefined {
	if (sink.onPdu) return new PduRecords(sink.onPdu.bind(sink), manyCaptures);
	return sink.onPduPassed && new PduCounter(sink.onPduPassed.bind(sink));
}

/** Measures functions, or leaves them as they are. */
function timedBy(meter: Meter | undefined): Meter["timed"] {
	return meter
		? (work, does) => meter.timed(work, does)
		: (_work, does) => does;
}

/** The first pair of a connection has one half, and nothing acknowledged it: the tap sees one direction only. */
function isOneSided({ index, request, response }: HttpPair): boolean {
	if (index !== 0 || !request === !response) return false;
	return request?.carriage.acknowledged === undefined;
}
