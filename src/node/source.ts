import { createReadStream, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
	type ByteSource,
	type CaptureInput,
	iterableSource,
} from "../capture/source.js";
import { CaptureError, UsageError } from "../error.js";
import { asyncFileSource, fileSource } from "./file.js";
import { expandFolders, isFolder } from "./folder.js";
import { UnpackedGroup } from "./unpack.js";

/** What a capture can be given as in Node: a text or a `file:` URL is a path, `-` is standard input. */
export type NodeInput = CaptureInput | string | URL;

/** One capture, or several as one input merged by time. */
export type NodeSource = NodeInput | readonly NodeInput[];

const CHUNK = 512 * 1024;

/** The sources that the input stands for, folders replaced by the captures in them. */
export function inputsOf(source: NodeSource): CaptureInput[] {
	const inputs = Array.isArray(source) ? (source as NodeInput[]) : [source];
	const group = new UnpackedGroup();
	return inputs.flatMap((input): CaptureInput[] => {
		const path = input instanceof URL ? fileURLToPath(input) : input;
		if (typeof path !== "string") return [path as CaptureInput];
		const files = expandFolders([path]);
		if (files.length === 0) throw noCaptures(path);
		return files.map((file) => group.add(pathSource(file, asyncFileSource)));
	});
}

/** The files that the input stands for; undefined when something of it is none. */
export function filesOf(source: NodeSource): string[] | undefined {
	const inputs = Array.isArray(source) ? (source as NodeInput[]) : [source];
	const files: string[] = [];
	for (const input of inputs) {
		const path = input instanceof URL ? fileURLToPath(input) : input;
		if (typeof path !== "string" || isPipe(path)) return undefined;
		files.push(path);
	}
	return expandFolders(files);
}

/**
 * Refuses what can be read only once.
 *
 * @throws {UsageError} for standard input, other pipes, and streams
 */
export function checkRereadable(source: NodeSource): void {
	const inputs = Array.isArray(source) ? (source as NodeInput[]) : [source];
	for (const input of inputs) {
		const path = input instanceof URL ? fileURLToPath(input) : input;
		const isOnce =
			typeof path === "string"
				? !isFolder(path) && isPipe(path)
				: !(
						path instanceof Uint8Array ||
						path instanceof ArrayBuffer ||
						path instanceof Blob
					);
		if (isOnce)
			throw new UsageError(
				"the captures are read more than once: give files, octets or a Blob",
			);
	}
}

/** The error for a folder that holds no captures. */
export function noCaptures(folder: string): CaptureError {
	const message = `${folder}: no captures in this folder`;
	return new CaptureError("unreadable", message, { file: folder });
}

/**
 * Paths that are read with blocking calls, for a program that does nothing else.
 *
 * @param signal ends the waiting for a pipe
 */
export function blockingSources(
	paths: readonly string[],
	signal?: AbortSignal,
): ByteSource[] {
	const group = new UnpackedGroup();
	return paths.map((path) =>
		addPath(group, path, () => blockingSource(path, signal)),
	);
}

function addPath(
	group: UnpackedGroup,
	path: string,
	open: () => ByteSource,
): ByteSource {
	return group.add(open(), isPipe(path) ? undefined : open);
}

/** One of them, with its octets as they are. */
export function blockingSource(path: string, signal?: AbortSignal): ByteSource {
	return pathSource(path, fileSource, signal);
}

// Files are read in place; pipes and standard input are streams, so that waiting for them blocks nothing.
function pathSource(
	path: string,
	regular: (path: string) => ByteSource,
	signal?: AbortSignal,
): ByteSource {
	if (!isPipe(path)) return withReadErrors(regular(path), describeError);
	const stream =
		path === "-"
			? process.stdin
			: createReadStream(path, { highWaterMark: CHUNK });
	// Whoever reads gets the error; before the first read nobody else is there to take it.
	stream.on("error", () => {});
	signal?.addEventListener("abort", () => stream.destroy());
	return withReadErrors(iterableSource(stream, path), (error) =>
		signal?.aborted ? undefined : describeError(error),
	);
}

/** Whether the octets of the path can be read only once: standard input, or no regular file. */
export function isPipe(path: string): boolean {
	if (path === "-") return true;
	const kind = statSync(path, { throwIfNoEntry: false });
	return kind !== undefined && !kind.isFile();
}

const SENTENCES: Readonly<Record<string, string>> = {
	ENOENT: "no such file or folder",
	ENOTDIR: "no such file or folder",
	EACCES: "no permission to read it",
	EPERM: "no permission to read it",
};

// The system's errors in words.
function describeError(error: unknown): unknown {
	const { code = "" } = error as NodeJS.ErrnoException;
	const sentence = SENTENCES[code];
	return sentence === undefined ? error : new Error(sentence, { cause: error });
}

/** Throws what `describe` makes of the errors of reading; where it makes nothing of one, the octets end there. */
function withReadErrors(
	source: ByteSource,
	describe: (error: unknown) => unknown,
): ByteSource {
	const read = source.read.bind(source);
	const end = (error: unknown): number => {
		const described = describe(error);
		if (described === undefined) return 0;
		throw described;
	};
	source.read = (into) => {
		try {
			const count = read(into);
			return typeof count === "number" ? count : count.catch(end);
		} catch (error) {
			return end(error);
		}
	};
	return source;
}
