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

/** By octet: value of a hexadecimal digit, or this when it is none. */
const NO_DIGIT = 16;
const DIGITS = new Uint8Array(256).fill(NO_DIGIT);
for (let digit = 0; digit < 16; digit++) {
	const text = digit.toString(16);
	DIGITS[text.charCodeAt(0)] = digit;
	DIGITS[text.toUpperCase().charCodeAt(0)] = digit;
}

/** Walks the chunked transfer coding (RFC 9112 7.1): sizes with extensions, data, trailer fields. Bare LF is accepted. */
export class ChunkedWalk {
	#state = SIZE;
	#size = 0;
	#digits = 0;
	#line = 0;
	/** Data octets of this chunk still to come. */
	remaining = 0;
	/** Data comes next. */
	isData = false;
	isDone = false;
	isBroken = false;

	/** `octets` of the chunk's data were taken. */
	took(octets: number): void {
		this.remaining -= octets;
		if (this.remaining === 0) this.#enter(DATA_END);
	}

	/** Reads what is not data; where it stopped: at data, done, broken, or at the end. */
	walk(bytes: Uint8Array, start: number, end: number): number {
		let at = start;
		while (at < end && !this.isData && !this.isDone && !this.isBroken) {
			const next = this.#line === 0 ? this.#wholeLines(bytes, at, end) : at;
			if (next === at) this.#octet(bytes[at++]!);
			else at = next;
		}
		return at;
	}

	/**
	 * The end of a chunk, a plain size line behind it, and the end of a body without trailer fields, in one, as far as they
	 * are there as a whole. One function, as most chunks are small.
	 */
	#wholeLines(bytes: Uint8Array, start: number, end: number): number {
		let at = start;
		if (this.#state === DATA_END) {
			if (end - at < 2 || bytes[at] !== 0x0d || bytes[at + 1] !== 0x0a)
				return start;
			this.#state = SIZE;
			at += 2;
		} else if (this.#state !== SIZE) return start;
		const last = end - 2 < at + PLAIN_DIGITS ? end - 2 : at + PLAIN_DIGITS;
		let size = 0;
		let stop = at;
		for (; stop < last; stop++) {
			const digit = DIGITS[bytes[stop]!]!;
			if (digit === NO_DIGIT) break;
			size = size * 16 + digit;
		}
		if (stop === at || bytes[stop] !== 0x0d || bytes[stop + 1] !== 0x0a)
			return at;
		at = stop + 2;
		this.remaining = size;
		if (size > 0) {
			this.#state = DATA;
			this.isData = true;
		} else if (end - at > 1 && bytes[at] === 0x0d && bytes[at + 1] === 0x0a) {
			this.#enter(DONE);
			at += 2;
		} else this.#state = TRAILER;
		return at;
	}

	#enter(state: number): void {
		this.#state = state;
		this.#line = 0;
		this.#digits = 0;
		this.isData = state === DATA;
		this.isDone = state === DONE;
		this.isBroken = state === BROKEN;
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
		const digit = DIGITS[octet]!;
		if (digit !== NO_DIGIT) {
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
