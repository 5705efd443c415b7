import type { CaptureReader } from "../capture/reader.js";
import type { RecordSink } from "../exchange/sink.js";
import type { Meter, RunStats, WorkKind } from "../meter.js";
import type { Summary } from "../record.js";
import type { Core } from "../wasm/instance.js";
import {
	ROW_IS_RUN,
	ROW_IS_TCP,
	ROW_IS_WSP,
	ROW_IS_WTP,
	ROW_IS_WTP_RUN,
} from "../wasm/layout.js";
import type { Pipeline } from "./pipeline.js";

/** The work that a row begins. */
export function workOf(kind: number): WorkKind {
	if (kind === ROW_IS_TCP || kind === ROW_IS_RUN) return "tcp";
	const isWtp = kind === ROW_IS_WTP || kind === ROW_IS_WTP_RUN;
	return isWtp || kind === ROW_IS_WSP ? "wap" : "signalling";
}

/** The sink with its time measured and what it is told counted; it wants what it wanted. */
export function meteredSink(sink: RecordSink, meter: Meter): RecordSink {
	const metered: RecordSink = {
		live: sink.live === true,
		detail: sink.detail ?? "whole",
	};
	if (sink.onTime)
		metered.onTime = meter.timed("records", sink.onTime.bind(sink));
	if (sink.onPause)
		metered.onPause = meter.timed("records", sink.onPause.bind(sink));
	if (sink.onIdentity)
		metered.onIdentity = meter.timed("records", sink.onIdentity.bind(sink));
	if (sink.onPdu) metered.onPdu = meter.timed("records", sink.onPdu.bind(sink));
	if (sink.onHttp)
		metered.onHttp = meter.timed("records", sink.onHttp.bind(sink));
	if (sink.onPduPassed)
		metered.onPduPassed = meter.timed("records", sink.onPduPassed.bind(sink));
	if (sink.onHttpPassed)
		metered.onHttpPassed = meter.timed("records", sink.onHttpPassed.bind(sink));
	if (sink.onContents)
		metered.onContents = meter.timed("records", sink.onContents.bind(sink));
	if (sink.onExchange) {
		const onExchange = sink.onExchange.bind(sink);
		metered.onExchange = meter.timed("records", (exchange) => {
			meter.exchanges++;
			if (exchange.request) meter.halves++;
			if (exchange.response) meter.halves++;
			onExchange(exchange);
		});
	}
	return metered;
}

/** What a run is over with: what it worked with, and how many records it gave out. */
interface Over {
	core: Core;
	reader: CaptureReader;
	pipeline: Pipeline;
	found: number;
}

/** Everything that was measured and counted. */
export function runStats(
	meter: Meter,
	{ core, reader, pipeline, found }: Over,
	{ packets, bytes, limits }: Summary,
): RunStats {
	const { seconds, work } = meter.seconds();
	const { copied, headerBlocks, httpMessages, wspPdus } = pipeline.stats;
	const { calls, exchanges, halves, octetsRead } = meter;
	return {
		type: "stats",
		seconds,
		work,
		packets,
		bytes,
		...reader.work(),
		calls,
		copied: { read: octetsRead, scratch: core.scratched, ...copied },
		made: {
			httpMessages,
			wspPdus,
			pdus: calls.decodeMmseHead || (calls.decodeMmse ?? 0),
			exchanges,
			halves,
			records: found,
		},
		headerBlocks,
		limits,
	};
}
