import { afterEach, expect, it, vi } from "vitest";
import { boundHeap } from "../../../src/cli/heap.js";

const flags: string[] = [];

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
	flags.length = 0;
});

/** Lets some seconds pass with a heap of so many octets, and a second with nothing to do. */
async function run(heapTotal: number): Promise<void> {
	vi.useFakeTimers();
	const usage = { ...process.memoryUsage(), heapTotal };
	vi.spyOn(process, "memoryUsage").mockImplementation(
		Object.assign(() => usage, { rss: () => usage.rss }),
	);
	const v8 = { setFlagsFromString: (flag: string) => flags.push(flag) };
	vi.spyOn(process, "getBuiltinModule").mockReturnValue(v8 as never);
	const end = boundHeap();
	await vi.advanceTimersByTimeAsync(3000);
	end();
	await vi.advanceTimersByTimeAsync(1000);
}

it("lets V8 collect a large heap more often, until it is over", async () => {
	await run(200e6);
	expect(flags).toEqual([
		"--heap-growing-percent=40",
		"--heap-growing-percent=0",
	]);
});

it("leaves V8 alone with a usual heap", async () => {
	await run(100e6);
	expect(flags).toEqual([]);
});
