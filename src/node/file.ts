import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "../capture/source.js";

/**
 * A file, read straight into the memory of the core with calls that block: for programs that do nothing else meanwhile.
 * It is opened at the first read.
 */
export function fileSource(path: string): ByteSource {
	let descriptor: number | undefined;
	const source: ByteSource = {
		name: path,
		read(into) {
			if (descriptor === undefined) {
				descriptor = openSync(path, "r");
				const status = fstatSync(descriptor);
				if (status.isFile()) source.size = status.size;
			}
			return readSync(descriptor, into, 0, into.length, null);
		},
		close() {
			if (descriptor !== undefined) closeSync(descriptor);
			descriptor = undefined;
		},
	};
	return source;
}

/** The same without blocking, for programs that serve others meanwhile. */
export function asyncFileSource(path: string): ByteSource {
	let handle: FileHandle | undefined;
	const source: ByteSource = {
		name: path,
		async read(into) {
			if (!handle) {
				handle = await open(path, "r");
				const status = await handle.stat();
				if (status.isFile()) source.size = status.size;
			}
			return (await handle.read(into, 0, into.length, null)).bytesRead;
		},
		async close() {
			await handle?.close();
			handle = undefined;
		},
	};
	return source;
}
