/** Exit statuses, as in the contract (docs/commands.md). */
export const ExitCode = {
	Done: 0,
	/** Done, but a capture was damaged, cut short or, of several, unreadable. */
	Damaged: 1,
	/** Wrong usage or configuration. */
	Usage: 2,
	/** Nothing could be read. */
	Unreadable: 3,
	/** Output could not be written. */
	Unwritable: 4,
	Internal: 70,
	/** Interrupted; results so far are written. */
	Interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The reader of standard output went away: no error, nothing more to do. */
export class ClosedPipe extends Error {}

/** Output could not be written. */
export class OutputError extends Error {}

/** The user pressed Ctrl-C. */
export class Interrupted extends Error {}
