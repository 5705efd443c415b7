import { canDecompress, decompressed } from "../capture/compressed.js";
import { compressionOf } from "../capture/open.js";
import type { ByteSource } from "../capture/source.js";

const CAPACITY = 0x200000;

/** The octets of a capture, decompressed, a stretch at a time. */
export class BufferedOctets {
	#source: ByteSource;
	readonly #opened: ByteSource;
	#octets = new Uint8Array(CAPACITY);
	view = new DataView(this.#octets.buffer);
	/** Where the next octet lies in `octets`, and where they end. */
	position = 0;
	limit = 0;
	#isStart = true;
	#skip = 0;

	constructor(source: ByteSource) {
		this.#source = source;
		this.#opened = source;
	}

	get octets(): Uint8Array {
		return this.#octets;
	}

	get available(): number {
		return this.limit - this.position;
	}

	/** Goes on by so many octets, which need not be there yet. */
	skip(octets: number): void {
		const here = Math.min(octets, this.available);
		this.position += here;
		this.#skip += octets - here;
	}

	/** Reads on; false at the end. What lies before `position` goes. */
	async fill(): Promise<boolean> {
		const octets = this.#octets;
		octets.copyWithin(0, this.position, this.limit);
		this.limit -= this.position;
		this.position = 0;
		const pending = this.#source.read(octets.subarray(this.limit));
		const count = typeof pending === "number" ? pending : await pending;
		if (count === 0) return false;
		this.limit += count;
		if (this.#isStart) {
			this.#isStart = false;
			const compression = compressionOf(octets.subarray(0, this.limit));
			if (compression !== undefined && canDecompress(compression)) {
				const start = octets.slice(0, this.limit);
				this.#source = decompressed(this.#source, start, compression);
				this.limit = 0;
			}
		}
		const passed = Math.min(this.#skip, this.available);
		this.position += passed;
		this.#skip -= passed;
		return true;
	}

	async close(): Promise<void> {
		await this.#opened.close?.();
	}
}
