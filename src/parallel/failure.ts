import {
	CaptureError,
	type ErrorCode,
	MmstraceError,
	UsageError,
} from "../error.js";

/** An error as data. Structured clones keep neither classes nor own properties of errors. */
export interface Failure {
	name: string;
	message: string;
	stack?: string;
	code?: ErrorCode;
	data?: Readonly<Record<string, unknown>>;
}

/** Puts an error of this thread into data. */
export function failureOf(error: unknown): Failure {
	if (!(error instanceof Error))
		return { name: "Error", message: String(error) };
	const { name, message, stack } = error;
	return {
		name,
		message,
		...(stack !== undefined && { stack }),
		...(error instanceof MmstraceError && {
			code: error.code,
			data: error.data,
		}),
	};
}

/** The error again, of its own class, with the stack of the thread that threw it. */
export function errorOf({ name, message, stack, code, data }: Failure): Error {
	const error = rebuilt(name, message, code, data);
	if (stack !== undefined) error.stack = stack;
	return error;
}

function rebuilt(
	name: string,
	message: string,
	code: ErrorCode | undefined,
	data: Failure["data"],
): Error {
	if (code === undefined) {
		const error = new Error(message);
		error.name = name;
		return error;
	}
	if (name === "CaptureError") return new CaptureError(code, message, data);
	if (code === "usage") return new UsageError(message, data);
	return new MmstraceError(code, message, data);
}
