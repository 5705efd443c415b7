import type { HeapSpaceInfo } from "node:v8";

/** What the halves of the young generation may take together until they stop growing. */
const YOUNG = 8 * 2 ** 20;
/** By so many octets what is alive may grow until V8 looks for what is not, and by so many hundredths of it at least. */
const STEP = 16 * 2 ** 20;
const LEAST_PERCENT = 40;
const MILLISECONDS = 50;
/** By then a further thread has loaded and kept its compiled code. */
const THREADS_MILLISECONDS = 3000;

const GROWTH = "--heap-growing-percent=";
const DOUBLING = "--semi-space-growth-factor=";
/** As V8 has them. 0: V8 decides. */
const USUAL = [`${GROWTH}0`, `${DOUBLING}2`];
/**
 * What Maglev (from Node 24 on) needed to compile is given back by threads that have to wait for ours (`priority.ts`),
 * and was 160 MB by then. Before Node 22 V8 does not know the flag, and says so.
 */
const GIVE_BACK = "maglev-destroy-on-background";
if (Number.parseInt(process.versions.v8, 10) >= 12)
	USUAL.push(`--${GIVE_BACK}`);

type V8 = typeof import("node:v8");

/** Loaded when it is needed. Node before 20.16 cannot do that, and takes more memory. */
let v8: V8 | undefined;
/** Before this moment V8 has its usual flags. */
let earliest = 0;

/**
 * Keeps the heap small while captures are read that take longer than a moment: V8 would let the young generation grow to
 * 32 MB (128 MB from Node 24 on), and the old one to four times of what is alive, while little becomes garbage in a
 * second. Returns what ends that.
 */
export function boundHeap(): () => void {
	const timer = setInterval(() => {
		if (performance.now() < earliest) return;
		v8 ??= process.getBuiltinModule?.("node:v8");
		if (v8) bound(v8, v8.getHeapSpaceStatistics());
		else clearInterval(timer);
	}, MILLISECONDS);
	timer.unref();
	return () => {
		clearInterval(timer);
		if (v8) useUsualFlags();
	};
}

/** Gives V8 its usual flags back, until the next moment: compiled code counts only where they are as when it was kept. */
export function useUsualFlags(): void {
	v8 ??= process.getBuiltinModule?.("node:v8");
	for (const flag of USUAL) v8?.setFlagsFromString(flag);
}

/** Flags are those of all threads: another one begins, and has its own compiled code. */
export function boundHeapLater(): void {
	earliest = performance.now() + THREADS_MILLISECONDS;
}

function bound(
	{ setFlagsFromString }: V8,
	spaces: readonly HeapSpaceInfo[],
): void {
	if (USUAL.includes(`--${GIVE_BACK}`)) setFlagsFromString(`--no-${GIVE_BACK}`);
	for (const { space_name, space_size, space_used_size } of spaces) {
		if (space_name === "new_space" && space_size >= YOUNG)
			setFlagsFromString(`${DOUBLING}1`);
		if (space_name === "old_space") {
			const percent = Math.round((100 * STEP) / space_used_size);
			setFlagsFromString(GROWTH + Math.max(percent, LEAST_PERCENT));
		}
	}
}
