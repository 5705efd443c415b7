import { CaptureReader } from "../../../src/capture/reader.js";
import { bytesSource } from "../../../src/capture/source.js";
import {
	Pipeline,
	type PipelineOptions,
} from "../../../src/pipeline/pipeline.js";
import { sharedCore } from "../../read.js";

/** A pipeline that has read a capture. */
export async function runPipeline(
	capture: Uint8Array,
	options: Partial<PipelineOptions> = {},
): Promise<Pipeline> {
	const core = await sharedCore();
	const reader = new CaptureReader(core, [bytesSource(capture, "x")]);
	const pipeline = new Pipeline({
		reader,
		core,
		sink: {},
		limits: {
			reader: {},
			http: {},
			wap: {},
			correlation: {},
			subscriber: {},
		},
		manyCaptures: false,
		mmsc: [],
		...options,
	});
	for (;;) {
		const rows = await reader.next();
		if (!rows) break;
		pipeline.process(rows);
	}
	pipeline.advance(reader.lastSeconds);
	pipeline.finish();
	return pipeline;
}
