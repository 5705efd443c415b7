import type { Core } from "../wasm/instance.js";
import { BlockCache } from "./blockcache.js";
import {
	type CodePages,
	readHeadersAt,
	type WspHeaderBlock,
} from "./header.js";

/** Header blocks that were read before: a phone sends the same headers again and again, and so does a gateway. */
export class HeaderCache {
	readonly #core: Core;
	readonly #blocks = new BlockCache<WspHeaderBlock>();
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
		if (pages !== undefined && pages.size > 0)
			return readHeadersAt(core, { start, end }, typed, pages);
		const variant = typed ? 1 : 0;
		const known = this.#blocks.find(core.bytes, start, end, variant);
		if (known) {
			this.known++;
			return known;
		}
		this.missed++;
		const block = readHeadersAt(core, { start, end }, typed);
		this.#blocks.keep(core.bytes.subarray(start, end), variant, block);
		return block;
	}
}
