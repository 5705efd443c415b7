import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "../capture/source.js";

/**
 * A file, or standard input as `-`, read straight into the memory of the core. It is opened at the first read.
 * Blocking: for programs that do nothing else meanwhile.
 */
export function fileSource(path: string): ByteSource {
	let descriptor: number | undefined;
	const source: ByteSource = {
		name: path,
		read(into) {
			descriptor ??= openFile(path, source);
			return readFully(descriptor, into);
		},
		close() {
			if (descriptor !== undefined && path !== "-") closeSync(descriptor);
			descriptor = undefined;
		},
	};
	return source;
}

function openFile(path: string, source: ByteSource): number {
	if (path === "-") return 0;
	const descriptor = openSync(path, "r");
	const status = fstatSync(descriptor);
	if (status.isFile()) source.size = status.size;
	return descriptor;
}

/** One read; again while a pipe that does not block has nothing yet. */
function readFully(descriptor: number, into: Uint8Array): number {
	for (;;) {
		try {
			return readSync(descriptor, into, 0, into.length, null);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === "EOF") return 0;
			if (code !== "EAGAIN") throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		}
	}
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
