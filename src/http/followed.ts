import type { Path } from "../flow/path.js";
import type { HttpConversation } from "./connection.js";
import type { Endpoints } from "./endpoints.js";

/**
 * What a slot holds: a conversation; of one that is folded its ends when no SYN was answered, the request that waits for
 * its answer (`AskedPacker`), or its path, if it has one.
 */
export type Kept = HttpConversation | Endpoints | string | Path | undefined;

/** Words of 32 bits of a slot. */
const STREAM = 0;
const OLDER = 1;
const NEWER = 2;
/** The next with the same hash, or the next that is free. */
const CHAIN = 3;
const WORDS = 4;

const FIRST_SLOTS = 1024;

/**
 * The connections that are followed, by stream and in the order in which they were opened. Each has a slot, which is a
 * number from 1 on, 0 is none: tables of numbers, so that a connection in which nothing is under way needs no objects.
 */
export class FollowedTable {
	#words = new Int32Array(FIRST_SLOTS * WORDS);
	/** First slot by hash of its stream. */
	#heads = new Int32Array(FIRST_SLOTS);
	#shift = 32 - Math.log2(FIRST_SLOTS);
	/** Slots that were ever used, 0 among them. */
	#used = 1;
	#free = 0;
	readonly #kept: Kept[] = [undefined];
	/** Slot of the one that was opened first. */
	oldest = 0;
	#newest = 0;
	/** How many there are. */
	size = 0;

	/** Slot of a stream; 0: it is not followed. */
	find(stream: number): number {
		const words = this.#words;
		let slot = this.#heads[this.#home(stream)]!;
		while (slot !== 0 && words[slot * WORDS + STREAM] !== (stream | 0))
			slot = words[slot * WORDS + CHAIN]!;
		return slot;
	}

	/** Adds a conversation of a stream that is not followed yet. Returns its slot. */
	add(conversation: HttpConversation): number {
		const { stream } = conversation;
		const slot = this.#take();
		const words = this.#words;
		const home = this.#home(stream);
		words[slot * WORDS + STREAM] = stream;
		words[slot * WORDS + CHAIN] = this.#heads[home]!;
		words[slot * WORDS + OLDER] = this.#newest;
		words[slot * WORDS + NEWER] = 0;
		this.#heads[home] = slot;
		if (this.#newest === 0) this.oldest = slot;
		else words[this.#newest * WORDS + NEWER] = slot;
		this.#newest = slot;
		this.#kept[slot] = conversation;
		this.size++;
		return slot;
	}

	remove(slot: number): void {
		const words = this.#words;
		const older = words[slot * WORDS + OLDER]!;
		const newer = words[slot * WORDS + NEWER]!;
		if (older === 0) this.oldest = newer;
		else words[older * WORDS + NEWER] = newer;
		if (newer === 0) this.#newest = older;
		else words[newer * WORDS + OLDER] = older;
		this.#unchain(slot);
		this.#kept[slot] = undefined;
		words[slot * WORDS + CHAIN] = this.#free;
		this.#free = slot;
		this.size--;
	}

	stream(slot: number): number {
		return this.#words[slot * WORDS + STREAM]! >>> 0;
	}

	kept(slot: number): Kept {
		return this.#kept[slot];
	}

	keep(slot: number, kept: Kept): void {
		this.#kept[slot] = kept;
	}

	#home(stream: number): number {
		return Math.imul(stream, 0x9e3779b1) >>> this.#shift;
	}

	#unchain(slot: number): void {
		const words = this.#words;
		const home = this.#home(this.stream(slot));
		const next = words[slot * WORDS + CHAIN]!;
		let before = this.#heads[home]!;
		if (before === slot) {
			this.#heads[home] = next;
			return;
		}
		while (words[before * WORDS + CHAIN] !== slot)
			before = words[before * WORDS + CHAIN]!;
		words[before * WORDS + CHAIN] = next;
	}

	#take(): number {
		const slot = this.#free;
		if (slot !== 0) {
			this.#free = this.#words[slot * WORDS + CHAIN]!;
			return slot;
		}
		if (this.#used === this.#heads.length) this.#grow();
		this.#kept.push(undefined);
		return this.#used++;
	}

	/** Makes room for twice as many; all slots are in use. */
	#grow(): void {
		const words = new Int32Array(this.#words.length * 2);
		words.set(this.#words);
		this.#words = words;
		const heads = new Int32Array(this.#heads.length * 2);
		this.#heads = heads;
		this.#shift--;
		for (let slot = 1; slot < this.#used; slot++) {
			const home = this.#home(this.stream(slot));
			words[slot * WORDS + CHAIN] = heads[home]!;
			heads[home] = slot;
		}
	}
}
