import { statSync } from "node:fs";
import { availableParallelism } from "node:os";

/** With fewer octets to read, starting a thread costs more than it saves (docs/parallel.md). */
const WORTH_OCTETS = 64e6;
/** Cores that V8 keeps busy for each program besides those that its threads run on: half of one, measured. */
const OWN_CORES = 1;

/**
 * How many threads the captures are worth.
 *
 * @param wanted by the user; undefined: as many as there are cores for, when there is enough to do
 */
export function threadsFor(
	paths: readonly string[],
	wanted: number | undefined,
	cores: number = availableParallelism(),
): number {
	if (wanted === 1) return 1;
	let octets = 0;
	for (const path of paths) {
		const status =
			path === "-" ? undefined : statSync(path, { throwIfNoEntry: false });
		// Pipes can be read in one place only. What is not there needs no thread.
		if (!status?.isFile()) return 1;
		octets += status.size;
	}
	if (wanted !== undefined) return wanted;
	return octets < WORTH_OCTETS ? 1 : Math.max(cores - OWN_CORES, 1);
}
