import type { Arena } from "../wasm/arena.js";
import { Blocks } from "./blocks.js";

/** What most messages of several packets fit into: then none of their octets is copied to a larger block. */
const FIRST = 128 * 1024;

/** Where octets of messages of several packets lie: in the core's memory, where decoders read them, as far as it has room. */
export class Room {
	/** Absent: all lie in arrays. */
	readonly arena: Arena | undefined;
	/** Octets that were copied to and from there, for `--stats`. */
	copied = 0;

	constructor(arena?: Arena) {
		this.arena = arena;
	}

	/** Address of a block for `size` octets; 0: there is none. */
	take(size: number): number {
		const { arena } = this;
		if (!arena) return 0;
		return (size < FIRST && arena.take(FIRST)) || arena.take(size);
	}
}

/** Some octets of a larger array. */
export interface Octets {
	bytes: Uint8Array;
	offset: number;
	length: number;
}

export function octetsOf({ bytes, offset, length }: Octets): Uint8Array {
	return bytes.subarray(offset, offset + length);
}

/** Octets that come packet by packet, each at its place. */
export class Pieces {
	readonly #room: Room;
	/** Of a block in the arena; 0: they are in arrays, as far as there are any. */
	#address = 0;
	#blocks: Blocks | undefined;
	#size = 0;
	#used = 0;

	constructor(room: Room) {
		this.#room = room;
	}

	/** Behind the last octet. */
	get used(): number {
		return this.#used;
	}

	/** How many have a place as things stand. */
	get size(): number {
		return this.#size;
	}

	append(octets: Octets): void {
		this.put(this.#used, octets);
	}

	/** What lies between the places of two packets means nothing. */
	put(at: number, { bytes, offset, length }: Octets): void {
		const end = at + length;
		const room = this.#room;
		if (end > this.#size) this.#grow(end);
		room.copied += length;
		if (this.#address !== 0)
			room.arena!.copy(bytes, offset, length, this.#address + at);
		else this.#blocks?.put(at, bytes.subarray(offset, offset + length));
		if (end > this.#used) this.#used = end;
	}

	/**
	 * The first octets, where they lie: good until more come. Those of arrays are copied.
	 *
	 * @param room where to, if they fit
	 */
	view(length: number, room?: Uint8Array): Uint8Array {
		if (this.#address !== 0)
			return this.#room.arena!.view(this.#address, length);
		const octets = roomFor(length, room);
		this.#blocks?.copy(0, octets);
		return octets;
	}

	/** Copies `length` octets from `at` on to the place `to` of `target`. */
	copy(at: number, length: number, target: Uint8Array, to: number): void {
		const octets = target.subarray(to, to + length);
		this.#room.copied += length;
		if (this.#address === 0) this.#blocks?.copy(at, octets);
		else octets.set(this.view(at + length).subarray(at));
	}

	/** Gives all of them up. */
	release(): void {
		if (this.#address !== 0) this.#room.arena!.give(this.#address);
		this.#address = 0;
		this.#blocks = undefined;
		this.#size = 0;
		this.#used = 0;
	}

	#grow(least: number): void {
		const room = this.#room;
		const address = room.take(least);
		if (address === 0) this.#growArrays(least);
		else this.#move(address);
	}

	/** To a larger block of the arena. */
	#move(address: number): void {
		const used = this.#used;
		const arena = this.#room.arena as Arena;
		arena.copy(this.view(used), 0, used, address);
		if (this.#address !== 0) arena.give(this.#address);
		this.#address = address;
		this.#blocks = undefined;
		this.#size = arena.sizeOf(address);
	}

	/** The arena has no room. */
	#growArrays(least: number): void {
		this.#blocks ??= new Blocks();
		this.#blocks.reserve(least);
		this.#size = this.#blocks.size;
		if (this.#address === 0) return;
		this.#blocks.put(0, this.view(this.#used));
		this.#room.arena!.give(this.#address);
		this.#address = 0;
	}
}

/** The place for so many octets: in `room` when they fit. */
export function roomFor(length: number, room?: Uint8Array): Uint8Array {
	return room && length <= room.length
		? room.subarray(0, length)
		: new Uint8Array(length);
}
