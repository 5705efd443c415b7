import { availableParallelism } from "node:os";
import { constants, gunzipSync } from "node:zlib";
import type { ByteSource } from "../capture/source.js";
import { Inflation } from "./gunzip.js";

/** Compressed octets in which the beginning of a capture is looked for. */
const BEGINNING = 0x8000;
/** Compressed octets that are read at a time. */
const NEXT_READ = 0x40000;
/** Octets that are decompressed in one go. */
const CHUNK = 0x40000;
/** The same where a damaged place is near, with which a whole chunk is lost, or may be. */
const CAREFUL_CHUNK = 0x4000;
/** Octets that are decompressed ahead of the capture that is being read. */
const AHEAD = 0x100000;
/** The same of all captures together, for those that are read next. */
const AHEAD_IN_ALL = 16 * 0x100000;
/** Captures behind the one that is being read that may be begun. */
const LOOK_AHEAD = 16;
/** Captures that are decompressed side by side. Node's pool has four threads. */
const SIDE_BY_SIDE = Math.min(availableParallelism() + 1, 4);

/**
 * Captures that are read together, of which some may be compressed: they give what is in them. What the next ones hold is
 * decompressed while one is being read, so that all cores have something to do.
 */
export class UnpackedGroup {
	/** In the order in which they are probably read. */
	readonly all: Unpacked[] = [];
	/** Those that are being decompressed, or hold what was. */
	readonly #begun = new Set<Unpacked>();
	#current: Unpacked | undefined;

	/**
	 * One more, that comes behind the others.
	 *
	 * @param again opens it anew; without it, it is decompressed more slowly
	 */
	add(source: ByteSource, again?: () => ByteSource): ByteSource {
		const one = new Unpacked(source, this, again);
		this.all.push(one);
		return one;
	}

	/** One of them is read: it comes first, and others behind it begin. */
	onRead(one: Unpacked): void {
		this.#current = one;
		this.begin(one);
		const next = this.all.indexOf(one) + 1;
		for (const other of this.all.slice(next, next + LOOK_AHEAD))
			if (other.isReady && !this.#isBusy && this.mayGoOn(other))
				this.begin(other);
		for (const other of this.#begun) other.inflation?.goOn();
	}

	begin(one: Unpacked): void {
		one.begin();
		this.#begun.add(one);
	}

	forget(one: Unpacked): void {
		this.#begun.delete(one);
	}

	get #isBusy(): boolean {
		let busy = 0;
		for (const { inflation } of this.#begun)
			if (inflation && !inflation.isEnded) busy++;
		return busy >= SIDE_BY_SIDE;
	}

	mayGoOn(one: Unpacked): boolean {
		if (one === this.#current) return one.waiting < AHEAD;
		let waiting = 0;
		for (const other of this.#begun) waiting += other.waiting;
		return waiting < AHEAD_IN_ALL;
	}
}

class Unpacked implements ByteSource {
	readonly name: string;
	compression: string | undefined;
	consumed = 0;
	inflation: Inflation | undefined;
	#source: ByteSource;
	#again: (() => ByteSource) | undefined;
	readonly #group: UnpackedGroup;
	#isLooked = false;
	#isClosed = false;
	/** Compressed octets that were read before decompressing began; they are kept until the rest is wanted. */
	#start: Uint8Array | undefined;
	#piece: Uint8Array | undefined;
	/** Octets of the capture that were given. */
	#given = 0;

	constructor(
		source: ByteSource,
		group: UnpackedGroup,
		again: (() => ByteSource) | undefined,
	) {
		this.#source = source;
		this.#again = again;
		this.#group = group;
		this.name = source.name;
	}

	/** Compressed octets, where it is compressed: what `consumed` counts up to. */
	get size(): number | undefined {
		return this.#source.size;
	}

	/** Octets that are decompressed and not read. */
	get waiting(): number {
		return this.inflation?.waiting ?? 0;
	}

	/** It is compressed, and only its beginning was looked at. */
	get isReady(): boolean {
		return this.#start !== undefined && !this.inflation && !this.#isClosed;
	}

	read(into: Uint8Array): number | Promise<number> {
		if (!this.#isLooked) return this.#look(into);
		if (this.compression === undefined) return this.#readOn(into);
		return this.#inflate(into);
	}

	close(): void | Promise<void> {
		this.#isClosed = true;
		this.inflation?.close();
		this.#group.forget(this);
		return this.#source.close?.();
	}

	/** Begins to decompress. */
	begin(): void {
		this.inflation ??= new Inflation({
			pull: () => this.#pull(),
			skip: this.#given,
			chunk: this.#again ? CHUNK : CAREFUL_CHUNK,
			mayGoOn: () => this.#group.mayGoOn(this),
		});
	}

	#readOn(into: Uint8Array): number | Promise<number> {
		const count = this.#source.read(into);
		return typeof count === "number"
			? this.#count(count)
			: count.then((octets) => this.#count(octets));
	}

	#count(count: number): number {
		this.consumed += count;
		return count;
	}

	/** Reads the first octets. */
	#look(into: Uint8Array): number | Promise<number> {
		this.#isLooked = true;
		const count = this.#readOn(into);
		return typeof count === "number"
			? this.#looked(into, count)
			: count.then((octets) => this.#looked(into, octets));
	}

	#looked(into: Uint8Array, count: number): number | Promise<number> {
		// RFC 1952 2.3.1
		if (count < 2 || into[0] !== 0x1f || into[1] !== 0x8b) return count;
		this.compression = "gzip";
		this.#start = into.slice(0, count);
		// Of several captures all are begun, to find out which is first.
		const isOne = this.#group.all.length === 1;
		const begin = isOne ? undefined : beginningOf(this.#start);
		if (!begin || begin.length === 0) return this.#inflate(into);
		const given = begin.subarray(0, into.length);
		into.set(given);
		this.#given = given.length;
		return given.length;
	}

	async #inflate(into: Uint8Array): Promise<number> {
		this.#group.onRead(this);
		try {
			const count = await this.inflation!.read(into);
			this.#given += count;
			return count;
		} catch (error) {
			if (!this.#again || this.#isClosed) throw error;
			await this.#reopen(this.#again);
			return this.#inflate(into);
		}
	}

	/** From the beginning, in small chunks: nearly all that comes before the damage is there then. */
	async #reopen(again: () => ByteSource): Promise<void> {
		this.inflation?.close();
		this.inflation = undefined;
		await this.#source.close?.();
		this.#source = again();
		this.#again = undefined;
		this.#start = new Uint8Array(0);
		this.consumed = 0;
	}

	/** The next compressed octets. */
	#pull(): Uint8Array | Promise<Uint8Array> {
		const start = this.#start;
		if (start && start.length > 0) {
			this.#start = new Uint8Array(0);
			return start;
		}
		// What was pulled before is used up.
		this.#piece ??= new Uint8Array(NEXT_READ);
		const octets = this.#piece;
		const count = this.#readOn(octets);
		return typeof count === "number"
			? octets.subarray(0, count)
			: count.then((some) => octets.subarray(0, some));
	}
}

/** What the first octets of a compressed capture hold; undefined where they hold none, or too much. */
function beginningOf(start: Uint8Array): Uint8Array | undefined {
	try {
		return gunzipSync(start.subarray(0, BEGINNING), {
			finishFlush: constants.Z_SYNC_FLUSH,
			maxOutputLength: 0x200000,
		});
	} catch {
		// Whoever decompresses all of it says what is wrong.
		return undefined;
	}
}
