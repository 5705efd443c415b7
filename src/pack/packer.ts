import { NO_ENDS } from "./ends.js";
import { type Layouts, NO_LAYOUTS } from "./layout.js";
import { Reader } from "./reader.js";
import { Shapes } from "./shapes.js";
import { type Packed, Writer } from "./writer.js";

/**
 * Records as few octets: without keys, with texts that come again by number, hashes as such, times as differences, and
 * lists of frames as steps. They are one thing in memory, where the record is a hundred; only the packer that made them
 * can read them.
 */
export class Packer<T extends object> {
	readonly #layouts: Layouts<T>;
	readonly #writer: Writer;
	readonly #reader: Reader;

	constructor(layouts: Layouts<T> = NO_LAYOUTS) {
		this.#layouts = layouts;
		const shapes = new Shapes(layouts.words);
		this.#writer = new Writer(shapes, NO_ENDS);
		this.#reader = new Reader(shapes, layouts.all, NO_ENDS);
	}

	/** The octets of the record, which the next call overwrites. */
	pack(record: T, ends = NO_ENDS): Uint8Array {
		const { octets, from, to } = this.write(record, ends);
		return octets.subarray(from, to);
	}

	/** The same without an array of its own. */
	write(record: T, ends = NO_ENDS): Packed {
		return this.#writer.write(record, this.#layouts.of(record), ends);
	}

	/** The record that begins there, with its keys in their order; those without a value may be missing. */
	unpack(octets: Uint8Array, at = 0, ends = NO_ENDS): T {
		return this.#reader.read(octets, at, ends) as T;
	}

	/** Where the record that begins there ends. */
	endOf(octets: Uint8Array, at: number): number {
		return this.#reader.endOf(octets, at);
	}
}
