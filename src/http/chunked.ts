/** A chunk of 1 TiB is a damaged size. */
const CHUNK_LIMIT = 2 ** 40;
/** Octets of one chunk-size line, and of all trailer fields. */
const LINE_LIMIT = 65_536;

/** Of a size that is read at once. */
const PLAIN_DIGITS = 8;

const SIZE = 0;
const EXTENSION = 1;
const DATA = 2;
const DATA_END = 3;
const TRAILER = 4;
const DONE = 5;
const BROKEN = 6;

/** Value of a hexadecimal digit, -1: it is none. */
function digitOf(octet: number): number {
	if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
	const lower = octet | 0x20;
	return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Walks the chunked transfer coding (RFC 9112 7.1): sizes with extensions, data, trailer fields. Bare LF is accepted. */
export class ChunkedWalk {
	#state = SIZE;
	#size = 0;
	#digits = 0;
	#line = 0;
	/** Data octets of this chunk still to come. */
	remaining = 0;

	get isData(): boolean {
		return this.#state === DATA;
	}

	get isDone(): boolean {
		return this.#state === DONE;
	}

	get isBroken(): boolean {
		return this.#state === BROKEN;
	}

	/** `octets` of the chunk's data were taken. */
	took(octets: number): void {
		this.remaining -= octets;
		if (this.remaining === 0) this.#enter(DATA_END);
	}

	/** Reads what is not data; where it stopped: at data, done, broken, or at the end. */
	walk(bytes: Uint8Array, start: number, end: number): number {
		let at = start;
		while (at < end && this.#state !== DATA) {
			if (this.#state === DONE || this.#state === BROKEN) return at;
			const next = this.#line === 0 ? this.#wholeLine(bytes, at, end) : at;
			if (next === at) this.#octet(bytes[at++]!);
			else at = next;
		}
		return at;
	}

	/** The end of a chunk, or a plain size line, in one; `start`: there is none as a whole. */
	#wholeLine(bytes: Uint8Array, start: number, end: number): number {
		let at = start;
		let size = 0;
		if (this.#state === SIZE) {
			const stop = Math.min(end, start + PLAIN_DIGITS);
			for (; at < stop; at++) {
				const digit = digitOf(bytes[at]!);
				if (digit < 0) break;
				size = size * 16 + digit;
			}
			if (at === start) return start;
		} else if (this.#state !== DATA_END) return start;
		if (end - at < 2 || bytes[at] !== 0x0d || bytes[at + 1] !== 0x0a)
			return start;
		if (this.#state === DATA_END) this.#enter(SIZE);
		else {
			this.#size = size;
			this.#sizeEnd();
		}
		return at + 2;
	}

	#enter(state: number): void {
		this.#state = state;
		this.#line = 0;
		this.#digits = 0;
	}

	#octet(octet: number): void {
		if (++this.#line > LINE_LIMIT) this.#enter(BROKEN);
		else if (this.#state === SIZE) this.#sizeOctet(octet);
		else if (this.#state === EXTENSION) {
			if (octet === 0x0a) this.#sizeEnd();
		} else if (this.#state === DATA_END) {
			if (octet === 0x0a) this.#enter(SIZE);
			else if (octet !== 0x0d) this.#enter(BROKEN);
		} else this.#trailerOctet(octet);
	}

	#sizeOctet(octet: number): void {
		const digit = digitOf(octet);
		if (digit >= 0) {
			this.#size = (this.#digits === 0 ? 0 : this.#size * 16) + digit;
			this.#digits++;
			if (this.#size > CHUNK_LIMIT) this.#enter(BROKEN);
		} else if (this.#digits === 0) {
			if (octet !== 0x20 && octet !== 0x09) this.#enter(BROKEN);
		} else if (octet === 0x0a) this.#sizeEnd();
		else if (octet === 0x0d || octet === 0x3b || octet === 0x20) {
			this.#state = EXTENSION;
		} else if (octet === 0x09) this.#state = EXTENSION;
		else this.#enter(BROKEN);
	}

	#sizeEnd(): void {
		this.remaining = this.#size;
		this.#enter(this.#size === 0 ? TRAILER : DATA);
		if (this.#size === 0) this.#digits = 0;
	}

	/** `#digits` counts the octets of this line other than CR. */
	#trailerOctet(octet: number): void {
		if (octet === 0x0a) {
			if (this.#digits === 0) this.#enter(DONE);
			else this.#digits = 0;
		} else if (octet !== 0x0d) this.#digits++;
	}
}
