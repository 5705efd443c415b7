import { readFileSync } from "node:fs";

/** What one pass took. */
export interface Pass {
	seconds: number;
	/** CPU seconds of the main thread alone: what the pass would take on a machine with nothing else to do. */
	main: number;
	/** CPU seconds of all threads: compiling and collecting garbage are others' work. */
	all: number;
}

/** CPU time of the main thread; of the process where the system does not tell threads apart. */
function mainSeconds(): number {
	try {
		const { pid } = process;
		const text = readFileSync(`/proc/self/task/${pid}/schedstat`, "utf8");
		return Number(text.split(" ")[0]) / 1e9;
	} catch {
		return allSeconds();
	}
}

function allSeconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6;
}

/** Measures what is done until the function that it returns is called. */
export function clock(): () => Pass {
	const began = performance.now();
	const main = mainSeconds();
	const all = allSeconds();
	return () => ({
		seconds: (performance.now() - began) / 1000,
		main: mainSeconds() - main,
		all: allSeconds() - all,
	});
}
