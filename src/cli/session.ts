import type { MmstraceError } from "../error.js";
import type { CaptureInfo } from "../record.js";
import { ClosedPipe, ExitCode, Interrupted, OutputError } from "./exit.js";
import { describeProblem } from "./sentence.js";

/**
 * One run of a command: what went wrong so far, and the exit status that follows from it. Everything for people goes
 * to standard error through it.
 */
export class Session {
	readonly #controller = new AbortController();
	readonly #onInterrupt = () => this.interrupt();
	readonly quiet: boolean;
	#damaged = false;
	#failure: unknown;

	constructor(quiet: boolean) {
		this.quiet = quiet;
		process.on("SIGINT", this.#onInterrupt);
	}

	/** Reading stops when it is aborted. */
	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	/** Ctrl-C: stop reading, write what there is. The second time: end at once. */
	interrupt(): void {
		if (this.#failure instanceof Interrupted)
			process.exit(ExitCode.Interrupted);
		this.fail(new Interrupted("interrupted"));
	}

	/** Remembers the first failure and stops the reading. */
	fail(error: unknown): void {
		this.#failure ??= error;
		this.#controller.abort(error);
	}

	/** Something that does not stop the work but shows in the exit status. */
	warn(sentence: string): void {
		this.#damaged = true;
		this.say(`warning: ${sentence}`);
	}

	/** A line for people, or several; those with a margin belong to the line before. Errors come even when quiet. */
	say(sentence: string, always = false): void {
		if (this.quiet && !always) return;
		const lines = sentence.replace(/\n(?! )/g, "\nmmstrace: ");
		process.stderr.write(`mmstrace: ${lines}\n`);
	}

	/** Warns of what was odd about the captures themselves. */
	checkCaptures(captures: readonly CaptureInfo[]): void {
		for (const { file, problems } of captures)
			for (const problem of problems)
				this.warn(`${file}: ${describeProblem(problem)}`);
	}

	/** Lets go of the process; says what failed and gives the exit status. */
	close(): ExitCode {
		process.off("SIGINT", this.#onInterrupt);
		const failure = this.#failure;
		if (failure === undefined)
			return this.#damaged ? ExitCode.Damaged : ExitCode.Done;
		const code = exitCode(failure);
		if (code === ExitCode.Internal) {
			const text = failure instanceof Error ? failure.stack : String(failure);
			this.say(`internal error, please report it: ${text}`, true);
		} else if (code !== ExitCode.Done)
			this.say((failure as Error).message, true);
		return code;
	}
}

function exitCode(failure: unknown): ExitCode {
	if (failure instanceof ClosedPipe) return ExitCode.Done;
	if (failure instanceof Interrupted) return ExitCode.Interrupted;
	if (failure instanceof OutputError) return ExitCode.Unwritable;
	switch ((failure as Partial<MmstraceError> | null)?.code) {
		case "usage":
			return ExitCode.Usage;
		case "empty":
		case "not-a-capture":
		case "unreadable":
			return ExitCode.Unreadable;
		default:
			return ExitCode.Internal;
	}
}
