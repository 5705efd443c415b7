/** Words of a packet that tell it from others. */
export const PACKET_WORDS = 5;

// An entry is the words of a packet and, last, the capture + 1 in the upper half and how often that one held the packet.
const ENTRY_WORDS = PACKET_WORDS + 1;
const FIRST_CAPACITY = 1 << 12;
const COUNT_MAX = 0xffff;

/**
 * How often each capture held a packet. Entries of one packet, one for each capture, lie behind the place of its hash,
 * with others between them but no gap: numbers only, because a busy second has 10^5 packets.
 */
export class PacketCounts {
	/** Entries. */
	size = 0;
	#words = new Uint32Array(FIRST_CAPACITY * ENTRY_WORDS);
	#mask = FIRST_CAPACITY - 1;
	/** Found by the last `look`: the entry of the capture, or -1, and how often another capture held the packet. */
	#own = -1;
	others = 0;

	/** How often the capture held the packet; `others` says how often another one did at most. -1: no capture did. */
	look(packet: Uint32Array, capture: number): number {
		const words = this.#words;
		let found = -1;
		this.#own = -1;
		this.others = 0;
		let index = hashOf(packet) & this.#mask;
		for (;;) {
			const at = index * ENTRY_WORDS;
			const counted = words[at + PACKET_WORDS] as number;
			if (counted === 0) return found;
			if (isAt(words, at, packet)) {
				found = Math.max(found, 0);
				const count = counted & COUNT_MAX;
				if (counted >>> 16 === capture + 1) {
					this.#own = at;
					found = count;
				} else if (count > this.others) this.others = count;
			}
			index = (index + 1) & this.#mask;
		}
	}

	/** Counts the packet that was looked up last. */
	add(packet: Uint32Array, capture: number): void {
		if (this.#own < 0) this.#insert(packet, ((capture + 1) << 16) | 1);
		else {
			const at = this.#own + PACKET_WORDS;
			const counted = this.#words[at] as number;
			if ((counted & COUNT_MAX) < COUNT_MAX) this.#words[at] = counted + 1;
		}
	}

	/** Takes over what another table knows of the packet. */
	copy(packet: Uint32Array, from: PacketCounts): void {
		let index = hashOf(packet) & from.#mask;
		for (;;) {
			const at = index * ENTRY_WORDS;
			const counted = from.#words[at + PACKET_WORDS] as number;
			if (counted === 0) return;
			if (isAt(from.#words, at, packet)) this.#insert(packet, counted);
			index = (index + 1) & from.#mask;
		}
	}

	clear(): void {
		if (this.size > 0) this.#words.fill(0);
		this.size = 0;
	}

	#insert(packet: Uint32Array, counted: number): void {
		if (this.size * 2 >= this.#mask) this.#grow();
		const words = this.#words;
		let index = hashOf(packet) & this.#mask;
		while (words[index * ENTRY_WORDS + PACKET_WORDS] !== 0)
			index = (index + 1) & this.#mask;
		words.set(packet, index * ENTRY_WORDS);
		words[index * ENTRY_WORDS + PACKET_WORDS] = counted;
		this.size++;
	}

	#grow(): void {
		const before = this.#words;
		this.#words = new Uint32Array(before.length * 2);
		this.#mask = this.#mask * 2 + 1;
		this.size = 0;
		for (let at = 0; at < before.length; at += ENTRY_WORDS) {
			const counted = before[at + PACKET_WORDS] as number;
			if (counted !== 0)
				this.#insert(before.subarray(at, at + PACKET_WORDS), counted);
		}
	}
}

function isAt(words: Uint32Array, at: number, packet: Uint32Array): boolean {
	return (
		words[at] === packet[0] &&
		words[at + 1] === packet[1] &&
		words[at + 2] === packet[2] &&
		words[at + 3] === packet[3] &&
		words[at + 4] === packet[4]
	);
}

function hashOf(packet: Uint32Array): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < PACKET_WORDS; i++) {
		hash = Math.imul(hash ^ (packet[i] as number), 0x9e3779b1);
		hash ^= hash >>> 15;
	}
	return hash >>> 0;
}
