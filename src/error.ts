/** What went wrong, for programs. */
export type ErrorCode =
	| "empty"
	| "not-a-capture"
	| "unreadable"
	| "usage"
	| "aborted";

/** A mistake of the caller or a file that cannot be read; octets from the network never cause one. */
export class MmstraceError extends Error {
	override readonly name: string = "MmstraceError";
	readonly code: ErrorCode;
	/** What the message is about: the file, the option, the line. */
	readonly data: Readonly<Record<string, unknown>>;

	constructor(
		code: ErrorCode,
		message: string,
		data: Readonly<Record<string, unknown>> = {},
	) {
		super(message);
		this.code = code;
		this.data = data;
	}
}

/** A capture that cannot be read at all: empty, no capture, unreadable. */
export class CaptureError extends MmstraceError {
	override readonly name = "CaptureError";
}

/** One error for several captures of which none can be read: it names each. */
export function noneReadable(failures: readonly CaptureError[]): CaptureError {
	const [first] = failures as [CaptureError];
	if (failures.length === 1) return first;
	const messages = failures.map(({ message }) => message);
	return new CaptureError(first.code, messages.join("\n"), {
		...first.data,
		failures: messages,
	});
}

/** A wrong option or argument. */
export class UsageError extends MmstraceError {
	override readonly name: string = "UsageError";

	constructor(message: string, data: Readonly<Record<string, unknown>> = {}) {
		super("usage", message, data);
	}
}
