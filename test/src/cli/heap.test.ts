import { afterEach, expect, it, vi } from "vitest";
import { boundHeap, useUsualFlags } from "../../../src/cli/heap.js";

const USUAL = ["--heap-growing-percent=0", "--semi-space-growth-factor=2"];
const MAGLEV = "--maglev-destroy-on-background";
const hasMaglev = Number.parseInt(process.versions.v8, 10) >= 12;
if (hasMaglev) USUAL.push(MAGLEV);

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

/** Flags that are set while the generations are so large; the end comes behind a tenth of a second, and a second more. */
async function run(
	young: number,
	old: number,
	{ isLater = false, milliseconds = 60 } = {},
): Promise<string[]> {
	vi.useFakeTimers();
	const flags: string[] = [];
	const space = (name: string, size: number) => ({
		space_name: name,
		space_size: size,
		space_used_size: size,
	});
	vi.spyOn(process, "getBuiltinModule").mockReturnValue({
		setFlagsFromString: (flag: string) => flags.push(flag),
		getHeapSpaceStatistics: () => [
			space("read_only_space", 1e6),
			space("new_space", young),
			space("old_space", old),
		],
	} as never);
	// It is loaded once.
	vi.resetModules();
	const heap = await import("../../../src/cli/heap.js");
	if (isLater) heap.boundHeapLater();
	const end = heap.boundHeap();
	await vi.advanceTimersByTimeAsync(milliseconds);
	end();
	await vi.advanceTimersByTimeAsync(1000);
	return flags;
}

it("keeps the young generation from growing once it is large enough", async () => {
	expect(await run(4 << 20, 16 << 20)).not.toContain(
		"--semi-space-growth-factor=1",
	);
	expect(await run(8 << 20, 16 << 20)).toContain(
		"--semi-space-growth-factor=1",
	);
});

it("lets the old generation grow by some megabytes, or two fifths", async () => {
	expect(await run(1 << 20, 10 << 20)).toContain("--heap-growing-percent=160");
	expect(await run(1 << 20, 200 << 20)).toContain("--heap-growing-percent=40");
});

it("gives V8 its own flags back, for the code that was kept", async () => {
	expect((await run(16 << 20, 200 << 20)).slice(-USUAL.length)).toEqual(USUAL);
});

it("has Maglev give back its memory at once, where V8 knows that flag", async () => {
	const flags = await run(1 << 20, 10 << 20);
	expect(flags.includes("--no-maglev-destroy-on-background")).toBe(hasMaglev);
	vi.spyOn(process, "versions", "get").mockReturnValue({
		...process.versions,
		v8: "13.6.233.17",
	});
	const later = await run(1 << 20, 10 << 20);
	expect(later[0]).toBe("--no-maglev-destroy-on-background");
	expect(later.at(-1)).toBe(MAGLEV);
});

it("waits until another thread has its compiled code", async () => {
	const later = { isLater: true, milliseconds: 2900 };
	expect(await run(16 << 20, 200 << 20, later)).toEqual([]);
	later.milliseconds = 3100;
	expect(await run(16 << 20, 200 << 20, later)).not.toEqual([]);
});

it("sets nothing when nothing took a moment", () => {
	const load = vi.spyOn(process, "getBuiltinModule");
	boundHeap()();
	expect(load).not.toHaveBeenCalled();
});

it("knows the flags that V8 has usually", async () => {
	const { execFileSync } = await import("node:child_process");
	const all = execFileSync(process.execPath, ["--v8-options"], {
		encoding: "utf8",
	});
	for (const flag of USUAL) expect(all).toContain(`default: ${flag}`);
	useUsualFlags();
});
