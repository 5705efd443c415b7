import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Writable } from "node:stream";
import { UsageError } from "../error.js";
import { ClosedPipe, OutputError } from "./exit.js";

const FLUSH_CHARACTERS = 65536;
const FLUSH_MILLISECONDS = 100;

/**
 * Where results go. Text is collected for a moment and written in large pieces; `write` waits while the reader is
 * slow, so that nothing piles up.
 */
export class Output {
	readonly #stream: Writable;
	readonly #name: string;
	#text = "";
	#timer: NodeJS.Timeout | undefined;
	#failure: Error | undefined;
	/** Called once when writing has failed, so that reading can stop at once. */
	onFailure: ((error: Error) => void) | undefined;

	constructor(stream: Writable, name: string) {
		this.#stream = stream;
		this.#name = name;
		stream.on("error", (error: NodeJS.ErrnoException) => this.#fail(error));
	}

	async write(text: string): Promise<void> {
		if (this.#failure) throw this.#failure;
		this.#text += text;
		if (this.#text.length >= FLUSH_CHARACTERS) return this.#flush();
		this.#timer ??= setTimeout(() => {
			// The failure is kept and thrown by the next call.
			this.#flush().catch(() => {});
		}, FLUSH_MILLISECONDS);
	}

	/** Writes octets, which are collected by who makes them. */
	async writeOctets(octets: Uint8Array): Promise<void> {
		await this.#flush();
		await this.#send(octets);
	}

	/** Writes what is left. A file is closed, standard output stays open. */
	async end(): Promise<void> {
		await this.#flush();
		if (this.#stream === process.stdout) return;
		this.#stream.end();
		await once(this.#stream, "close");
		if (this.#failure) throw this.#failure;
	}

	async #flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#failure) throw this.#failure;
		const text = this.#text;
		this.#text = "";
		if (text !== "") await this.#send(text);
	}

	async #send(piece: string | Uint8Array): Promise<void> {
		await new Promise<void>((resolve) => {
			this.#stream.write(piece, (error) => {
				if (error) this.#fail(error);
				resolve();
			});
		});
		if (this.#failure) throw this.#failure;
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
