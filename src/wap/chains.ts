/** Something that is found by a number that others may share. */
export interface Chained<T> {
	readonly hash: number;
	/** The one before it with the same hash; the table alone writes it. */
	next: T | undefined;
}

/** Finds things by hashes: to make a text of addresses and ports as a key costs more than to compare them. */
export class Chains<T extends Chained<T>> {
	readonly #newest = new Map<number, T>();
	size = 0;

	/** The newest with this hash; the others follow as `next`. */
	first(hash: number): T | undefined {
		return this.#newest.get(hash);
	}

	add(item: T): void {
		item.next = this.#newest.get(item.hash);
		this.#newest.set(item.hash, item);
		this.size++;
	}

	/** It must be there. */
	delete(item: T): void {
		const { hash, next } = item;
		let before = this.#newest.get(hash);
		if (before === item) {
			if (next) this.#newest.set(hash, next);
			else this.#newest.delete(hash);
		} else {
			while (before && before.next !== item) before = before.next;
			if (before) before.next = next;
		}
		item.next = undefined;
		this.size--;
	}
}

/** Nobody can make things that all have the same hash. */
const SEED = Math.floor(Math.random() * 0x80000000);

/** Hash of a text with a number (FNV-1a). */
export function hashOf(text: string, number: number): number {
	let hash = SEED ^ number;
	for (let at = 0; at < text.length; at++)
		hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) | 0;
}
