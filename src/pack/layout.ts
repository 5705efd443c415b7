import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";

/**
 * How objects of which there are many are written and read: one statement for each key, which V8 makes a few instructions
 * of, where a loop over keys looks each of them up. Both go through the keys in one order.
 *
 * A key with a value has its bit among those that `write` puts in front. Values are expected to be of a kind (a time, a
 * text ...); others are written as what they are.
 */
export interface Layout {
	/** Its place in `Layouts.all`. */
	readonly number: number;
	/** All keys in order, also those without a value. */
	readonly keys: readonly string[];
	write(to: Writer, object: never): void;
	/** Makes the object as one literal: all have one shape. */
	read(from: Reader): object;
}

/** The layouts of records and of what is in them. */
export interface Layouts<T extends object = object> {
	readonly all: readonly Layout[];
	/** How many kinds of texts there are that come again. */
	readonly words: number;
	/** The one that a record most likely has. */
	of(record: T): Layout | undefined;
}

export const NO_LAYOUTS: Layouts = { all: [], words: 0, of: () => undefined };

/** The object has other keys than the layout, or in another order. */
export const OTHER_KEYS = -1;

/** How many keys come behind those of the layout, or `OTHER_KEYS`. */
export function keysBehind({ keys }: Layout, object: object): number {
	const { length } = keys;
	let index = 0;
	for (const key in object) {
		if (index < length) {
			if (keys[index] !== key) return OTHER_KEYS;
		} else if (key === "__proto__") return OTHER_KEYS;
		index++;
	}
	return index < length ? OTHER_KEYS : index - length;
}
