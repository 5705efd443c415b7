/**
 * Inflate (RFC 1951), bounded and without exceptions: it gives what there is of damaged or cut input. Synchronous, as a
 * message is judged while it is read, and browsers have nothing synchronous.
 */

const MAX_BITS = 15;
const LENGTH_BASE = [
	3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67,
	83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA = [
	0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5,
	5, 5, 0,
];
const DISTANCE_BASE = [
	1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769,
	1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const CODE_LENGTH_ORDER = [
	16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

export interface Inflated {
	bytes: Uint8Array;
	/** Octets of the input that were read. */
	used: number;
	outcome: "done" | "truncated" | "malformed" | "limit";
}

/** Canonical prefix code: how many codes of each length, and the symbols in order of code (RFC 1951 3.2.2). */
interface PrefixCode {
	counts: Uint16Array;
	symbols: Uint16Array;
}

function prefixCode(lengths: Uint8Array): PrefixCode | undefined {
	const counts = new Uint16Array(MAX_BITS + 1);
	for (const length of lengths) counts[length]!++;
	counts[0] = 0;
	const offsets = new Uint16Array(MAX_BITS + 2);
	let left = 1;
	for (let bits = 1; bits <= MAX_BITS; bits++) {
		left = left * 2 - counts[bits]!;
		if (left < 0) return undefined;
		offsets[bits + 1] = offsets[bits]! + counts[bits]!;
	}
	const symbols = new Uint16Array(lengths.length);
	for (let symbol = 0; symbol < lengths.length; symbol++) {
		const length = lengths[symbol]!;
		if (length > 0) symbols[offsets[length]!++] = symbol;
	}
	return { counts, symbols };
}

function fixedCodes(): [PrefixCode, PrefixCode] {
	const lengths = new Uint8Array(288).fill(8);
	lengths.fill(9, 144, 256);
	lengths.fill(7, 256, 280);
	return [prefixCode(lengths)!, prefixCode(new Uint8Array(30).fill(5))!];
}

/** Reads bits, and writes what they stand for. `status` other than undefined ends everything. */
class Inflater {
	readonly #input: Uint8Array;
	readonly #limit: number;
	#at: number;
	#bits = 0;
	#count = 0;
	#output: Uint8Array;
	#length = 0;
	status: Inflated["outcome"] | undefined;

	constructor(input: Uint8Array, start: number, limit: number) {
		this.#input = input;
		this.#at = start;
		this.#limit = limit;
		this.#output = new Uint8Array(Math.min(1024, limit));
	}

	run(): Inflated {
		while (this.status === undefined) this.#block();
		return {
			bytes: this.#output.subarray(0, this.#length),
			used: this.#at - (this.#count >> 3),
			outcome: this.status,
		};
	}

	#take(bits: number): number {
		while (this.#count < bits) {
			if (this.#at >= this.#input.length) {
				this.status ??= "truncated";
				return 0;
			}
			this.#bits |= this.#input[this.#at++]! << this.#count;
			this.#count += 8;
		}
		const value = this.#bits & ((1 << bits) - 1);
		this.#bits >>>= bits;
		this.#count -= bits;
		return value;
	}

	#symbol(code: PrefixCode): number {
		let value = 0;
		let first = 0;
		let index = 0;
		for (let bits = 1; bits <= MAX_BITS; bits++) {
			value |= this.#take(1);
			if (this.status !== undefined) return -1;
			const count = code.counts[bits]!;
			if (value - count < first) return code.symbols[index + value - first]!;
			index += count;
			first = (first + count) << 1;
			value <<= 1;
		}
		this.status = "malformed";
		return -1;
	}

	#write(octet: number): void {
		if (this.#length >= this.#limit) {
			this.status = "limit";
			return;
		}
		this.#reserve(this.#length + 1);
		this.#output[this.#length++] = octet;
	}

	#block(): void {
		const isLast = this.#take(1) === 1;
		const kind = this.#take(2);
		if (this.status !== undefined) return;
		if (kind === 0) this.#stored();
		else if (kind === 1) this.#coded(...fixedCodes());
		else if (kind === 2) this.#dynamic();
		else this.status = "malformed";
		if (isLast) this.status ??= "done";
	}

	#stored(): void {
		this.#take(this.#count & 7);
		const length = this.#take(16);
		const check = this.#take(16);
		if (this.status !== undefined) return;
		if ((length ^ check) !== 0xffff) this.status = "malformed";
		if (this.status === undefined) this.#pass(length);
	}

	/** Octets as they stand, from the next whole one. */
	#pass(length: number): void {
		this.#at -= this.#count >> 3;
		this.#bits = 0;
		this.#count = 0;
		const end = Math.min(this.#at + length, this.#input.length);
		const room = this.#limit - this.#length;
		const part = this.#input.subarray(this.#at, Math.min(end, this.#at + room));
		this.#reserve(this.#length + part.length);
		this.#output.set(part, this.#length);
		this.#length += part.length;
		this.#at += part.length;
		if (part.length === length) return;
		this.status = this.#at < end ? "limit" : "truncated";
	}

	#reserve(size: number): void {
		if (size <= this.#output.length) return;
		const wanted = Math.max(size, this.#output.length * 2);
		const larger = new Uint8Array(Math.min(this.#limit, wanted));
		larger.set(this.#output.subarray(0, this.#length));
		this.#output = larger;
	}

	#dynamic(): void {
		const literals = this.#take(5) + 257;
		const distances = this.#take(5) + 1;
		const count = this.#take(4) + 4;
		const order = new Uint8Array(19);
		for (let n = 0; n < count; n++) {
			order[CODE_LENGTH_ORDER[n]!] = this.#take(3);
		}
		const code = this.status === undefined ? prefixCode(order) : undefined;
		const lengths = code && this.#codeLengths(code, literals + distances);
		if (!lengths) {
			this.status ??= "malformed";
			return;
		}
		const literal = prefixCode(lengths.subarray(0, literals));
		const distance = prefixCode(lengths.subarray(literals));
		if (literal && distance) this.#coded(literal, distance);
		else this.status = "malformed";
	}

	#codeLengths(code: PrefixCode, total: number): Uint8Array | undefined {
		const lengths = new Uint8Array(total);
		let at = 0;
		while (at < total) {
			const symbol = this.#symbol(code);
			if (this.status !== undefined) return undefined;
			if (symbol < 16) {
				lengths[at++] = symbol;
				continue;
			}
			if (symbol === 16 && at === 0) return undefined;
			const previous = symbol === 16 ? lengths[at - 1]! : 0;
			const repeat =
				symbol === 16
					? 3 + this.#take(2)
					: symbol === 17
						? 3 + this.#take(3)
						: 11 + this.#take(7);
			if (at + repeat > total) return undefined;
			lengths.fill(previous, at, at + repeat);
			at += repeat;
		}
		return lengths;
	}

	#coded(literal: PrefixCode, distance: PrefixCode): void {
		while (this.status === undefined) {
			const symbol = this.#symbol(literal);
			if (this.status !== undefined || symbol === 256) return;
			if (symbol < 256) this.#write(symbol);
			else this.#copy(symbol - 257, distance);
		}
	}

	#copy(index: number, code: PrefixCode): void {
		const base = LENGTH_BASE[index];
		if (base === undefined) {
			this.status = "malformed";
			return;
		}
		const length = base + this.#take(LENGTH_EXTRA[index]!);
		const symbol = this.#symbol(code);
		if (this.status !== undefined) return;
		const from = DISTANCE_BASE[symbol];
		const extra = symbol < 4 ? 0 : (symbol >> 1) - 1;
		const back = (from ?? 0) + this.#take(extra);
		if (this.status !== undefined) return;
		if (from === undefined || back > this.#length) {
			this.status = "malformed";
			return;
		}
		for (let n = 0; n < length && this.status === undefined; n++) {
			this.#write(this.#output[this.#length - back]!);
		}
	}
}

/** Reads one deflate stream that begins at `start`; at most `limit` octets come out. */
export function inflate(
	input: Uint8Array,
	start: number,
	limit: number,
): Inflated {
	return new Inflater(input, start, limit).run();
}
