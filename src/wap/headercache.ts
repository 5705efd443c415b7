import type { Core } from "../wasm/instance.js";
import {
	type CodePages,
	readHeadersAt,
	type WspHeaderBlock,
} from "./header.js";

/** Longer blocks are read each time. */
const LONGEST = 1024;
const ENTRIES = 1024;

interface Entry {
	octets: Uint8Array;
	typed: boolean;
	block: WspHeaderBlock;
}

/**
 * Header blocks that were read before. A phone sends the same headers again and again, and so does a gateway: equal
 * octets give the same block, which nobody may change.
 */
export class HeaderCache {
	readonly #core: Core;
	readonly #entries = new Map<number, Entry>();
	/** Blocks that were known, and that had to be read and will be known, for `--stats`. */
	known = 0;
	missed = 0;

	constructor(core: Core) {
		this.#core = core;
	}

	/** As `readHeadersAt`. */
	read(
		start: number,
		end: number,
		typed: boolean,
		pages: CodePages | undefined,
	): WspHeaderBlock {
		const core = this.#core;
		if (end - start > LONGEST || (pages !== undefined && pages.size > 0))
			return readHeadersAt(core, start, end, typed, pages);
		const { bytes } = core;
		const key = hashOf(bytes, start, end);
		const known = this.#entries.get(key);
		if (known?.typed === typed && isSame(known.octets, bytes, start, end)) {
			this.known++;
			return known.block;
		}
		this.missed++;
		const block = readHeadersAt(core, start, end, typed);
		if (this.#entries.size >= ENTRIES) this.#entries.clear();
		this.#entries.set(key, { octets: bytes.slice(start, end), typed, block });
		return block;
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
