import {
	closeSync,
	mkdtempSync,
	openSync,
	readSync,
	rmdirSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ByteSource } from "../capture/source.js";
import { blockingSource, isPipe } from "./source.js";
import { UnpackedGroup } from "./unpack.js";

/** Octets of standard input and other pipes that are kept for a second reading. */
export const SPOOL_LIMIT = 64 * 2 ** 30;

export interface RereadOptions {
	/** Ends the waiting for a pipe. */
	signal: AbortSignal;
	/** `SPOOL_LIMIT` otherwise. */
	spoolLimit?: number;
}

/**
 * Captures that are read more than once. What does not fit into the temporary file (limit, full disk) is as if the capture
 * ended there, with the reason as its problem.
 *
 * ```ts
 * const input = new Rereadable(paths, { signal });
 * try {
 *   for await (const message of analyze(input.pass(), options)) ...   // the first reading
 *   ... input.pass() ...                                               // and again, as often as needed
 * } finally {
 *   input.close();
 * }
 * ```
 *
 * Files are opened anew for each pass. What comes through a pipe (standard input, `-`) goes to a temporary file while it is
 * read for the first time; later passes give what the first one read. The file has no name while it is in use, so that
 * nothing is left behind however the program ends.
 */
export class Rereadable {
	readonly #paths: readonly string[];
	readonly #options: RereadOptions;
	readonly #spools = new Map<string, Spool>();
	/** Octets kept so far, of all pipes. */
	#kept = 0;

	constructor(paths: readonly string[], options: RereadOptions) {
		this.#paths = paths;
		this.#options = options;
	}

	/** The captures from their beginnings. The pass before must be over. */
	pass(): ByteSource[] {
		const group = new UnpackedGroup();
		return this.#paths.map((path) => group.add(this.#source(path)));
	}

	#source(path: string): ByteSource {
		const spool = this.#spools.get(path);
		if (spool) return spool.source();
		const source = blockingSource(path, this.#options.signal);
		return isPipe(path) ? this.#keep(path, source) : source;
	}

	/** Lets go of what was kept. */
	close(): void {
		for (const spool of this.#spools.values()) spool.close();
		this.#spools.clear();
	}

	#keep(path: string, source: ByteSource): ByteSource {
		const spool = new Spool(path);
		this.#spools.set(path, spool);
		const keep = (into: Uint8Array, count: number) => {
			this.#kept += count;
			const limit = this.#options.spoolLimit ?? SPOOL_LIMIT;
			if (this.#kept > limit)
				throw new Error(
					`more than ${limit} octets, too many to keep for a second reading: write them to a file and read that`,
				);
			spool.write(into.subarray(0, count));
			return count;
		};
		return {
			name: source.name,
			read(into) {
				const count = source.read(into);
				return typeof count === "number"
					? keep(into, count)
					: count.then((octets) => keep(into, octets));
			},
			close: () => source.close?.(),
		};
	}
}

/** Octets in a temporary file that is gone as soon as it is closed. */
class Spool {
	readonly #name: string;
	#descriptor: number | undefined;
	#size = 0;

	constructor(name: string) {
		this.#name = name;
	}

	write(octets: Uint8Array): void {
		this.#descriptor ??= openNameless();
		let done = 0;
		while (done < octets.length)
			done += writeSync(
				this.#descriptor,
				octets,
				done,
				octets.length - done,
				this.#size + done,
			);
		this.#size += done;
	}

	/** What was written, from its beginning. */
	source(): ByteSource {
		let position = 0;
		return {
			name: this.#name,
			size: this.#size,
			read: (into) => {
				const length = Math.min(into.length, this.#size - position);
				if (length === 0 || this.#descriptor === undefined) return 0;
				const count = readSync(this.#descriptor, into, 0, length, position);
				position += count;
				return count;
			},
		};
	}

	close(): void {
		if (this.#descriptor !== undefined) closeSync(this.#descriptor);
		this.#descriptor = undefined;
	}
}

/** Opens a file for this user alone, in a folder of its own, and takes both out of the file system at once. */
function openNameless(): number {
	const folder = mkdtempSync(join(tmpdir(), "mmstrace-"));
	const path = join(folder, "spool");
	try {
		const descriptor = openSync(path, "wx+", 0o600);
		unlinkSync(path);
		return descriptor;
	} finally {
		rmdirSync(folder);
	}
}
