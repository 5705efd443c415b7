/** From here on V8 is asked to collect more often: captures of a gigabyte stay below. */
const LARGE = 128 * 2 ** 20;
const MILLISECONDS = 500;
/** How much what is alive may grow until V8 looks for what is not; 0: V8 decides. */
const FLAG = "--heap-growing-percent=";
const PERCENT = 40;

/**
 * Keeps a large heap from growing to four times of what is alive, as V8 lets it while little becomes garbage in a
 * second. Returns what ends that: then the flag is as it was, without which V8 would not take code that was kept before.
 */
export function boundHeap(): () => void {
	let set: ((flag: string) => void) | undefined;
	const timer = setInterval(() => {
		if (process.memoryUsage().heapTotal < LARGE) return;
		clearInterval(timer);
		// Loaded for large captures only; Node before 20.16 cannot do that, and takes more memory.
		set = process.getBuiltinModule?.("node:v8").setFlagsFromString;
		set?.(FLAG + PERCENT);
	}, MILLISECONDS);
	timer.unref();
	return () => {
		clearInterval(timer);
		set?.(`${FLAG}0`);
	};
}
