import { readFileSync } from "node:fs";
import { CaptureReader } from "../../../src/capture/reader.js";
import { type ByteSource, bytesSource } from "../../../src/capture/source.js";
import {
	HttpTracker,
	type HttpTrackerOptions,
} from "../../../src/http/tracker.js";
import { endpointsOf, TcpRows } from "../../../src/pipeline/tcprows.js";
import { createCore } from "../../../src/wasm/instance.js";
import { ROW_IS_RUN, ROW_IS_TCP } from "../../../src/wasm/layout.js";

export interface Observed {
	/** `frame stream METHOD` or `frame stream status`. */
	key: string;
	complete: boolean;
}

/** The HTTP messages of a capture file, through the core. */
export async function observe(path: string): Promise<Observed[]> {
	const observed: Observed[] = [];
	await track(bytesSource(readFileSync(path)), {
		keepBody: () => false,
		onMessage: ({ carriage, method, status }, { stream }) => {
			const key = `${carriage.frame} ${stream} ${method ?? status}`;
			observed.push({ key, complete: carriage.complete });
		},
	});
	return observed;
}

/** Runs a capture through the core and a tracker; how many rows there were. `runs`: segments that carry on make one row. */
export async function track(
	source: ByteSource,
	options: HttpTrackerOptions,
	runs = false,
): Promise<number> {
	let count = 0;
	const tracker = new HttpTracker({
		...options,
		verdict: (stream, verdict) => {
			options.verdict?.(stream, verdict);
			rows.judge(stream, verdict);
		},
		endpoints: (flow) => endpointsOf(reader.flows, flow),
	});
	const reader = new CaptureReader(await createCore(), [source], { runs });
	const rows = new TcpRows(reader.flows, tracker);
	for (;;) {
		const batch = await reader.next();
		if (!batch) break;
		rows.beginBatch();
		for (let index = 0; index < batch.count; index++) {
			count++;
			const { kind } = batch.select(index);
			rows.catchUp(batch.frame);
			if (kind === ROW_IS_TCP) rows.onRow(batch);
			else if (kind === ROW_IS_RUN) rows.onRun(batch);
		}
		rows.catchUp(Number.POSITIVE_INFINITY);
		rows.endBatch();
	}
	tracker.finish();
	return count;
}
