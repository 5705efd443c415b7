import { createGunzip, type Gunzip } from "node:zlib";

/** Gives the next compressed octets; none at the end. */
export type Pull = () => Uint8Array | Promise<Uint8Array>;

export interface InflationOptions {
	pull: Pull;
	/** Octets to leave out: the reader has them. */
	skip: number;
	/** Octets that are decompressed in one go, by a thread of Node's pool. */
	chunk: number;
	/** Asked after each chunk; where it says no, `goOn` continues. */
	mayGoOn(): boolean;
}

/**
 * Decompresses gzip (RFC 1952) ahead of its reader, as far as it may. What comes before damage is given, but for the
 * chunk with the damage; the error comes behind it.
 */
export class Inflation {
	readonly #pull: Pull;
	readonly #mayGoOn: () => boolean;
	readonly #gunzip: Gunzip;
	readonly #chunks: Uint8Array[] = [];
	/** Octets to leave out: the reader has them. */
	#skip: number;
	/** Octets that wait for the reader. */
	waiting = 0;
	#isEnded = false;
	#error: unknown;
	#wake: (() => void) | undefined;

	constructor({ pull, skip, chunk, mayGoOn }: InflationOptions) {
		this.#pull = pull;
		this.#skip = skip;
		this.#mayGoOn = mayGoOn;
		// Nothing may wait inside the stream: an error would lose it.
		const options = { chunkSize: chunk, readableHighWaterMark: 1 };
		this.#gunzip = createGunzip(options);
		this.#gunzip.on("data", (chunk: Uint8Array) => this.#take(chunk));
		this.#gunzip.on("end", () => this.#end());
		this.#gunzip.on("error", (error) => this.#end(error));
		void this.#feed();
	}

	/** Nothing more comes. */
	get isEnded(): boolean {
		return this.#isEnded;
	}

	/** Fills `into`; 0 at the end. */
	async read(into: Uint8Array): Promise<number> {
		// What is done meanwhile in the pool is taken in, and the pool goes on with the next.
		await new Promise((resolve) => setImmediate(resolve));
		this.goOn();
		while (this.waiting === 0 && !this.#isEnded)
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		if (this.waiting === 0 && this.#error !== undefined) throw this.#error;
		const count = this.#copy(into);
		this.goOn();
		return count;
	}

	/** Decompresses on, if it may. */
	goOn(): void {
		if (this.#gunzip.isPaused() && this.#mayGoOn()) this.#gunzip.resume();
	}

	close(): void {
		this.#end();
		this.#gunzip.destroy();
		this.#chunks.length = 0;
		this.waiting = 0;
	}

	#copy(into: Uint8Array): number {
		let count = 0;
		while (count < into.length) {
			const [chunk] = this.#chunks;
			if (!chunk) break;
			const part = chunk.subarray(0, into.length - count);
			into.set(part, count);
			count += part.length;
			if (part.length === chunk.length) this.#chunks.shift();
			else this.#chunks[0] = chunk.subarray(part.length);
		}
		this.waiting -= count;
		return count;
	}

	#take(chunk: Uint8Array): void {
		const more = chunk.subarray(this.#skip);
		this.#skip -= chunk.length - more.length;
		if (more.length > 0) this.#chunks.push(more);
		this.waiting += more.length;
		if (!this.#mayGoOn()) this.#gunzip.pause();
		this.#wake?.();
	}

	async #feed(): Promise<void> {
		try {
			// After an error what is pulled may be of a source that was opened anew.
			while (!this.#isEnded) {
				const octets = await this.#pull();
				if (this.#isEnded) return;
				if (octets.length === 0) break;
				await new Promise<void>((resolve) => {
					this.#gunzip.write(octets, () => resolve());
				});
			}
			if (!this.#isEnded) this.#gunzip.end();
		} catch (error) {
			this.#end(error);
		}
	}

	#end(error?: unknown): void {
		if (this.#isEnded) return;
		this.#isEnded = true;
		this.#error = error;
		this.#wake?.();
	}
}
