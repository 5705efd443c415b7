import { Reader } from "./reader.js";
import { Shapes } from "./shapes.js";
import { Writer } from "./writer.js";

/**
 * Records as short texts: without keys, with texts that come again by number, times as differences, and lists of frames
 * as steps. A text is one thing in memory, where its record is a hundred; only the packer that made it can read it.
 */
export class Packer<T extends object> {
	readonly #shapes = new Shapes();
	readonly #writer = new Writer(this.#shapes);
	readonly #reader = new Reader(this.#shapes);

	/** The record as units of ASCII, which the next call overwrites. */
	pack(record: T): Uint8Array {
		this.#writer.begin();
		this.#writer.value(record);
		return this.#writer.end();
	}

	/** The record, with its keys in their order, but for those without a value. */
	unpack(text: string): T {
		this.#reader.begin(text);
		return this.#reader.value() as T;
	}
}
