import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Writable } from "node:stream";
import { UsageError } from "../error.js";
import { ClosedPipe, OutputError } from "./exit.js";

/** What is collected before it is written: the fewer and larger the pieces, the less each costs. */
const PIECE_OCTETS = 131_072;
const FLUSH_MILLISECONDS = 100;

/**
 * Where results go. They are collected for a moment and written in large pieces. One piece is filled while another is
 * being written; when both are full, `write` waits for the reader, so that nothing piles up.
 */
export class Output {
	readonly #stream: Writable;
	readonly #name: string;
	#piece = new Uint8Array(PIECE_OCTETS);
	#spare = new Uint8Array(PIECE_OCTETS);
	#length = 0;
	/** Pending while a piece is being written. */
	#sending: Promise<void> | undefined;
	#timer: NodeJS.Timeout | undefined;
	#failure: Error | undefined;
	/** Called once when writing has failed, so that reading can stop at once. */
	onFailure: ((error: Error) => void) | undefined;

	constructor(stream: Writable, name: string) {
		this.#stream = stream;
		this.#name = name;
		stream.on("error", (error: NodeJS.ErrnoException) => this.#fail(error));
	}

	/** Writes text, or octets of it, which may change once this has returned. */
	async write(text: string | Uint8Array): Promise<void> {
		if (this.#failure) throw this.#failure;
		let rest = typeof text === "string" ? Buffer.from(text) : text;
		while (rest.length >= PIECE_OCTETS - this.#length) {
			const space = PIECE_OCTETS - this.#length;
			this.#collect(rest.subarray(0, space));
			rest = rest.subarray(space);
			await this.#flush();
		}
		this.#collect(rest);
		this.#timer ??= setTimeout(() => {
			// The failure is kept and thrown by the next call.
			this.#flush().catch(() => {});
		}, FLUSH_MILLISECONDS);
	}

	/** Writes what is left. A file is closed, standard output stays open. */
	async end(): Promise<void> {
		await this.#flush();
		await this.#sending;
		if (this.#failure) throw this.#failure;
		if (this.#stream === process.stdout) return;
		this.#stream.end();
		await once(this.#stream, "close");
		if (this.#failure) throw this.#failure;
	}

	#collect(octets: Uint8Array): void {
		this.#piece.set(octets, this.#length);
		this.#length += octets.length;
	}

	/** Begins to write what was collected, once the piece before is written. */
	async #flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		while (this.#sending) await this.#sending;
		if (this.#failure) throw this.#failure;
		if (this.#length === 0) return;
		const piece = this.#piece;
		this.#sending = this.#send(piece.subarray(0, this.#length));
		this.#piece = this.#spare;
		this.#spare = piece;
		this.#length = 0;
	}

	async #send(piece: Uint8Array): Promise<void> {
		await new Promise<void>((resolve) => {
			this.#stream.write(piece, (error) => {
				if (error) this.#fail(error);
				resolve();
			});
		});
		this.#sending = undefined;
	}

	#fail(error: NodeJS.ErrnoException): void {
		if (this.#failure) return;
		this.#failure =
			error.code === "EPIPE"
				? new ClosedPipe(error.message)
				: new OutputError(`${this.#name}: ${error.message}`);
		this.onFailure?.(this.#failure);
	}
}

/**
 * Opens the file, or standard output.
 *
 * @param inputs files that must not be written over
 * @param option the option that names the file
 */
export async function openOutput(
	file: string | undefined,
	inputs: readonly string[],
	option = "--output",
): Promise<Output> {
	if (file === undefined || file === "-")
		return new Output(process.stdout, "standard output");
	for (const input of inputs)
		if (await isSameFile(file, input))
			throw new UsageError(`${option} ${file} would write over an input`);
	const stream = createWriteStream(file);
	try {
		await once(stream, "open");
	} catch (error) {
		throw new OutputError(`${file}: ${(error as Error).message}`);
	}
	return new Output(stream, file);
}

async function isSameFile(one: string, other: string): Promise<boolean> {
	try {
		const [a, b] = await Promise.all([stat(one), stat(other)]);
		return a.isFile() && a.dev === b.dev && a.ino === b.ino;
	} catch {
		// One of them does not exist.
		return false;
	}
}
