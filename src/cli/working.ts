import type { ExitCode } from "./exit.js";
import { boundHeap } from "./heap.js";
import type { CaptureOptions } from "./options.js";
import { ProgressBar } from "./progress.js";
import { Session } from "./session.js";

interface Closeable {
	close(): void;
}

/** What a command reports to while it works. */
export interface Working {
	session: Session;
	bar: ProgressBar;
	/** Has something closed at the end, however that comes. */
	own<T extends Closeable>(one: T): T;
}

/** Does the work of a command, remembers what it throws, and gives the exit status. No bar unless `progress` asks for it. */
export async function runCommand(
	{ quiet, progress }: Partial<Pick<CaptureOptions, "quiet" | "progress">>,
	work: (working: Working) => Promise<void>,
): Promise<ExitCode> {
	const session = new Session(quiet === true);
	const bar = new ProgressBar(progress === true && !session.quiet);
	const owned: Closeable[] = [];
	const unboundHeap = boundHeap();
	const own = <T extends Closeable>(one: T): T => {
		owned.push(one);
		return one;
	};
	try {
		await work({ session, bar, own });
	} catch (error) {
		session.fail(error);
	} finally {
		bar.stop();
		unboundHeap();
		for (const one of owned) one.close();
	}
	return session.close();
}
