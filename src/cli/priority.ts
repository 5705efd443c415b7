import { readdirSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";

/** Where Linux lists the threads of a process. */
const THREADS = "/proc/self/task";
/** So much nicer than we are: a tenth of the CPU that our thread gets, when both want it. */
const NICER = 10;

/**
 * Lets the thread that analyses go before those that are there already: V8's, which compile and collect garbage. They are
 * four, also where there are two cores, and take turns with it otherwise. Other systems than Linux know priorities of
 * whole processes only; nothing that goes wrong here reaches the user.
 */
export function lowerOtherThreads(): void {
	if (process.platform !== "linux") return;
	try {
		const own = String(process.pid);
		const threads = readdirSync(THREADS);
		// Numbers of another name space, as of a `/proc` that comes from outside a container, would be those of others.
		if (!threads.includes(own)) return;
		const lowest = constants.priority.PRIORITY_LOW;
		const priority = Math.min(getPriority() + NICER, lowest);
		for (const thread of threads)
			if (thread !== own) setPriority(Number(thread), priority);
	} catch {
		// It is slower then.
	}
}
