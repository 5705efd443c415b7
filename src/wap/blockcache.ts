/** Longer blocks are read each time. */
const LONGEST = 1024;
const ENTRIES = 1024;

interface Entry<T> {
	octets: Uint8Array;
	variant: number;
	value: T;
}

/** What blocks of octets said that were read before: equal octets say the same, which nobody may change. */
export class BlockCache<T> {
	readonly #entries = new Map<number, Entry<T>>();

	/**
	 * What `bytes` say from `start` to `end`.
	 *
	 * @param variant what tells readers apart to whom equal octets say something else
	 */
	find(
		bytes: Uint8Array,
		start: number,
		end: number,
		variant: number,
	): T | undefined {
		if (end - start > LONGEST) return undefined;
		const known = this.#entries.get(hashOf(bytes, start, end));
		return known?.variant === variant && isSame(known.octets, bytes, start, end)
			? known.value
			: undefined;
	}

	/** Keeps what these octets say, unless they are too many. */
	keep(octets: Uint8Array, variant: number, value: T): void {
		if (octets.length > LONGEST) return;
		if (this.#entries.size >= ENTRIES) this.#entries.clear();
		const key = hashOf(octets, 0, octets.length);
		this.#entries.set(key, { octets: octets.slice(), variant, value });
	}
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
	let hash = 0x811c9dc5;
	for (let at = start; at < end; at++)
		hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
	return hash;
}

function isSame(
	octets: Uint8Array,
	bytes: Uint8Array,
	start: number,
	end: number,
): boolean {
	const { length } = octets;
	if (length !== end - start) return false;
	for (let at = 0; at < length; at++)
		if (octets[at] !== bytes[start + at]) return false;
	return true;
}
