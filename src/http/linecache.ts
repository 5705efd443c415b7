import { latin1 } from "./latin.js";

/** Longer lines are read each time. */
const LENGTH_LIMIT = 256;
/** Of the hash FNV-1a. */
const SEED = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

interface Known<T> {
	readonly hash: number;
	readonly line: string;
	readonly value: T;
}

/**
 * What lines say, so that those which most messages repeat are read once: they make no new strings, and equal ones are
 * the same object. Its size is fixed: a line takes the place of another with the same hash.
 */
export class LineCache<T> {
	readonly #read: (line: string) => T;
	readonly #known: (Known<T> | undefined)[] = [];
	readonly #mask: number;

	/** @param size a power of two */
	constructor(read: (line: string) => T, size: number) {
		this.#read = read;
		this.#mask = size - 1;
		for (let slot = 0; slot < size; slot++) this.#known.push(undefined);
	}

	/** What the line from `start` to `end` says. */
	at(bytes: Uint8Array, start: number, end: number): T {
		if (end - start > LENGTH_LIMIT)
			return this.#read(latin1(bytes, start, end));
		let hash = SEED;
		for (let at = start; at < end; at++)
			hash = Math.imul(hash ^ bytes[at]!, PRIME);
		const slot = (hash ^ (hash >>> 15)) & this.#mask;
		const known = this.#known[slot];
		if (known?.hash === hash && holds(known.line, bytes, start, end))
			return known.value;
		const line = latin1(bytes, start, end);
		const value = this.#read(line);
		this.#known[slot] = { hash, line, value };
		return value;
	}
}

function holds(
	line: string,
	bytes: Uint8Array,
	start: number,
	end: number,
): boolean {
	if (line.length !== end - start) return false;
	for (let at = start; at < end; at++)
		if (line.charCodeAt(at - start) !== bytes[at]) return false;
	return true;
}
