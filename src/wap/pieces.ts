import type { Arena } from "../wasm/arena.js";

/** What most messages of several packets fit into: then none of their octets is copied to a larger block. */
const FIRST = 128 * 1024;
/** Step in which arrays grow. */
const STEP = 4096;
const NOTHING = new Uint8Array(0);

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
	/** Of a block in the arena; 0: they are in the array. */
	#address = 0;
	#bytes: Uint8Array = NOTHING;
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
		else this.#bytes.set(bytes.subarray(offset, offset + length), at);
		if (end > this.#used) this.#used = end;
	}

	/** The first octets, where they lie: good until more come. */
	view(length: number): Uint8Array {
		return this.#address === 0
			? this.#bytes.subarray(0, length)
			: this.#room.arena!.view(this.#address, length);
	}

	/** Copies `length` octets from `at` on to the place `to` of `target`. */
	copy(at: number, length: number, target: Uint8Array, to: number): void {
		const end = at + length;
		this.#room.copied += length;
		target.set(this.view(end).subarray(at, end), to);
	}

	/** Gives all of them up. */
	release(): void {
		if (this.#address !== 0) this.#room.arena!.give(this.#address);
		this.#address = 0;
		this.#bytes = NOTHING;
		this.#size = 0;
		this.#used = 0;
	}

	#grow(least: number): void {
		const room = this.#room;
		const used = this.#used;
		const before = this.view(used);
		const address = room.take(least);
		if (address !== 0) {
			room.arena!.copy(before, 0, used, address);
			if (this.#address !== 0) room.arena!.give(this.#address);
			this.#address = address;
			this.#bytes = NOTHING;
			this.#size = room.arena!.sizeOf(address);
			return;
		}
		// Half as many again, so that octets of long messages are copied few times.
		const size = Math.ceil((least + (least >>> 1)) / STEP) * STEP;
		const bytes = new Uint8Array(size);
		bytes.set(before);
		if (this.#address !== 0) room.arena!.give(this.#address);
		this.#address = 0;
		this.#bytes = bytes;
		this.#size = size;
	}
}

/** The place for so many octets: in `room` when they fit. */
export function roomFor(length: number, room?: Uint8Array): Uint8Array {
	return room && length <= room.length
		? room.subarray(0, length)
		: new Uint8Array(length);
}
