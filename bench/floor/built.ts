// What ships, not what tsx makes of the source.
const load = (file: string): Promise<unknown> => import(`../../dist/${file}`);

export const { run, openReader } = (await load(
	"run.js",
)) as typeof import("../../src/run.js");
export const { sortLimits } = (await load(
	"limits.js",
)) as typeof import("../../src/limits.js");
export const { blockingSources } = (await load(
	"node/source.js",
)) as typeof import("../../src/node/source.js");
export const { MessageStage } = (await load(
	"stage/messages.js",
)) as typeof import("../../src/stage/messages.js");
export const { JsonWriter } = (await load(
	"report/jsonwriter.js",
)) as typeof import("../../src/report/jsonwriter.js");
export const { createCore } = (await load(
	"wasm/instance.js",
)) as typeof import("../../src/wasm/instance.js");
export const { REGION_ARENA, REGION_ARENA_SIZE } = (await load(
	"wasm/arena.js",
)) as typeof import("../../src/wasm/arena.js");
export const { REGION_INPUT } = (await load(
	"wasm/layout.js",
)) as typeof import("../../src/wasm/layout.js");
export const { CaptureReader } = (await load(
	"capture/reader.js",
)) as typeof import("../../src/capture/reader.js");
export const { Flows } = (await load(
	"frame/flows.js",
)) as typeof import("../../src/frame/flows.js");
export const { lowerOtherThreads } = (await load(
	"cli/priority.js",
)) as typeof import("../../src/cli/priority.js");
