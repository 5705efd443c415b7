import { baseOf, type Ends, MICROSECONDS, WHOLE_MAX } from "./ends.js";
import { Field, type Node, type Shapes } from "./shapes.js";
import * as tag from "./tag.js";

const FIRST_OCTETS = 8192;
/** Before the values: how many hashes there are, and the octets of values and of texts. */
const HEAD_ROOM = 11;
/** The largest value but a text or a list. */
const VALUE_ROOM = 20;
const SHIFTED_MAX = 0x7fffffff;
/** The largest step of a list that rises. */
const STEP_ROOM = 6;
const WORD_END = 0x10000;
const TRIPLE_END = 0x1000000;
const NEAR_LIMIT = 0x8000;
/** Of a digit: its value, of no digit that is written in lower case: 0xff. */
const DIGITS = new Uint8Array(0x80).fill(0xff);
for (let i = 0; i < 16; i++) DIGITS[i.toString(16).charCodeAt(0)] = i;

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

/** Writes records as three rows of octets: values, see `tag.ts`; hashes; and texts in ASCII, to be decoded at once. */
export class Writer {
	readonly #shapes: Shapes;
	/** Of what has no key. */
	readonly #noField = new Field();
	#octets = new Uint8Array(FIRST_OCTETS);
	#at = 0;
	readonly #hashes = new Uint8Array(tag.HASHES_LIMIT * tag.HASH_OCTETS);
	#hashAt = 0;
	#letters = new Uint8Array(FIRST_OCTETS);
	#letterAt = 0;
	#ends: Ends;
	#time = 0;
	#microseconds = 0;
	/** The whole number that the next one may be near. */
	#near = 0;

	constructor(shapes: Shapes, ends: Ends) {
		this.#shapes = shapes;
		this.#ends = ends;
	}

	/** The octets of a record, which the next call overwrites. */
	write(record: Readonly<Record<string, unknown>>, ends: Ends): Uint8Array {
		this.#ends = ends;
		this.#at = HEAD_ROOM;
		this.#hashAt = 0;
		this.#letterAt = 0;
		this.#time = ends.firstTime;
		this.#microseconds = baseOf(ends);
		this.#near = 0;
		this.#object(record);
		const values = this.#at - HEAD_ROOM;
		this.#append(this.#hashes, this.#hashAt);
		this.#append(this.#letters, this.#letterAt);
		return this.#octets.subarray(this.#putHead(values), this.#at);
	}

	#append(row: Uint8Array, length: number): void {
		this.#reserve(length);
		const octets = this.#octets;
		const from = this.#at;
		for (let i = 0; i < length; i++) octets[from + i] = row[i]!;
		this.#at = from + length;
	}

	/** Puts the head in front of the values, which are as long as they need; returns where it begins. */
	#putHead(values: number): number {
		const end = this.#at;
		const letters = this.#letterAt;
		this.#at = HEAD_ROOM - 1 - lengthOf(values) - lengthOf(letters);
		const from = this.#at;
		this.#octets[this.#at++] = this.#hashAt / tag.HASH_OCTETS;
		this.#digits(values);
		this.#digits(letters);
		this.#at = end;
		return from;
	}

	#reserve(count: number): void {
		if (this.#at + count <= this.#octets.length) return;
		const octets = new Uint8Array((this.#at + count) * 2);
		octets.set(this.#octets);
		this.#octets = octets;
	}

	/** Keys without a value are written as runs of them. */
	#object(values: Readonly<Record<string, unknown>>): void {
		const start = this.#at;
		const hashAt = this.#hashAt;
		const letterAt = this.#letterAt;
		const time = this.#time;
		const microseconds = this.#microseconds;
		const near = this.#near;
		// The shape is known behind its values.
		this.#reserve(VALUE_ROOM);
		this.#at += 3;
		let node: Node = this.#shapes.root;
		let skipped = 0;
		for (const key in values) {
			const next: Node | undefined =
				node.nextKey === key ? node.next : this.#shapes.next(node, key);
			if (next === undefined) {
				this.#at = start;
				this.#hashAt = hashAt;
				this.#letterAt = letterAt;
				this.#time = time;
				this.#microseconds = microseconds;
				this.#near = near;
				this.#loose(values);
				return;
			}
			node = next;
			const value = values[key];
			if (value === undefined) {
				skipped++;
				continue;
			}
			if (skipped > 0) this.#skip(skipped);
			skipped = 0;
			this.#value(value, next.field);
		}
		if (skipped > 0) this.#skip(skipped);
		const shape = node.shape < 0 ? this.#shapes.numberOf(node) : node.shape;
		const octets = this.#octets;
		octets[start] = tag.OBJECT;
		octets[start + 1] = shape;
		octets[start + 2] = shape >>> 8;
	}

	#skip(count: number): void {
		let left = count;
		this.#reserve(left);
		for (; left > tag.SKIP_COUNT; left -= tag.SKIP_COUNT)
			this.#put(tag.SKIP + tag.SKIP_COUNT - 1);
		this.#put(tag.SKIP + left - 1);
	}

	#loose(values: Readonly<Record<string, unknown>>): void {
		const keys = Object.keys(values);
		this.#put(tag.LOOSE);
		this.#digits(keys.length);
		for (const key of keys) {
			this.#value(key, this.#noField);
			this.#value(values[key], this.#noField);
		}
	}

	#value(value: unknown, field: Field): void {
		if (this.#at + VALUE_ROOM > this.#octets.length) this.#reserve(VALUE_ROOM);
		if (typeof value === "string") this.#text(value, field);
		else if (typeof value === "number") {
			// -0 is no whole number here.
			if ((value | 0) === value && (value > 0 || 1 / value > 0))
				this.#whole(value);
			else this.#number(value);
		} else if (value === true) this.#put(tag.TRUE);
		else if (Array.isArray(value)) this.#list(value, field);
		else if (typeof value === "object" && value !== null)
			this.#object(value as Record<string, unknown>);
		else if (value === false) this.#put(tag.FALSE);
		else this.#put(value === null ? tag.NULL : tag.UNDEFINED);
	}

	#put(octet: number): void {
		this.#octets[this.#at++] = octet;
	}

	/** A whole number from 0 to 2^31 - 1. */
	#whole(value: number): void {
		const octets = this.#octets;
		const at = this.#at;
		if (value < tag.SMALL_COUNT) {
			octets[at] = tag.SMALL + value;
			this.#at = at + 1;
			return;
		}
		octets[at + 1] = value;
		octets[at + 2] = value >>> 8;
		if (value < WORD_END) {
			octets[at] = tag.WORD;
			this.#at = at + 3;
			return;
		}
		const step = value - this.#near;
		this.#near = value;
		if (step >= 0 && step <= 0xff) {
			octets[at] = tag.NEXT;
			octets[at + 1] = step;
			this.#at = at + 2;
		} else if (step >= -NEAR_LIMIT && step < NEAR_LIMIT) {
			octets[at] = tag.NEAR;
			octets[at + 1] = step;
			octets[at + 2] = step >>> 8;
			this.#at = at + 3;
		} else {
			const isTriple = value < TRIPLE_END;
			octets[at] = isTriple ? tag.TRIPLE : tag.LONG;
			octets[at + 3] = value >>> 16;
			octets[at + 4] = value >>> 24;
			this.#at = at + (isTriple ? 4 : 5);
		}
	}

	/** Seven bits in each octet. */
	#digits(value: number): void {
		let rest = value;
		while (rest > SHIFTED_MAX) {
			// Beyond 32 bits there are no shifts.
			const digit = rest % tag.MORE;
			this.#put(tag.MORE | digit);
			rest = (rest - digit) / tag.MORE;
		}
		const octets = this.#octets;
		while (rest > tag.DIGIT) {
			octets[this.#at++] = tag.MORE | (rest & tag.DIGIT);
			rest >>= tag.DIGIT_BITS;
		}
		octets[this.#at++] = rest;
	}

	#number(value: number): void {
		if (value === this.#time && value > 0) {
			this.#put(tag.SAME_TIME);
			return;
		}
		if (
			Number.isInteger(value) &&
			Math.abs(value) <= WHOLE_MAX &&
			value !== 0
		) {
			this.#put(value > 0 ? tag.WHOLE : tag.MINUS);
			this.#digits(Math.abs(value));
			return;
		}
		const microseconds = Math.round(value * MICROSECONDS);
		if (
			microseconds / MICROSECONDS !== value ||
			microseconds <= 0 ||
			microseconds > WHOLE_MAX
		) {
			this.#bits(value);
			return;
		}
		const delay = microseconds - this.#microseconds;
		this.#microseconds = microseconds;
		this.#time = value;
		this.#put(delay < 0 ? tag.EARLIER : tag.LATER);
		this.#digits(Math.abs(delay));
	}

	#bits(value: number): void {
		this.#put(tag.BITS);
		float[0] = value;
		this.#digits(halves[0]!);
		this.#digits(halves[1]!);
	}

	#text(text: string, field: Field): void {
		const { length } = text;
		if (field.isEnd && this.#end(text)) return;
		if (length === tag.HASH_DIGITS && this.#hash(text, 0, tag.HASH)) return;
		if (length === tag.HASH_DIGITS + 2 && text.startsWith(tag.UID_PREFIX))
			if (this.#hash(text, 2, tag.UID)) return;
		const known = field === this.#noField ? -1 : field.numberOf(text);
		if (known >= 0) {
			if (known < tag.FEW_COUNT) this.#put(tag.FEW + known);
			else {
				this.#put(tag.KNOWN);
				this.#digits(known);
			}
		} else if (!this.#isAscii(text)) this.#wide(text);
		else if (length < tag.TEXT_COUNT) this.#put(tag.TEXT + length);
		else {
			this.#put(tag.LONG_TEXT);
			this.#digits(length);
		}
	}

	/** Puts the letters of a text behind those before it; false: it is not ASCII. */
	#isAscii(text: string): boolean {
		const { length } = text;
		const from = this.#letterAt;
		if (from + length > this.#letters.length) this.#addLetters(length);
		const letters = this.#letters;
		for (let i = 0; i < length; i++) {
			const code = text.charCodeAt(i);
			if (code >= 0x80) return false;
			letters[from + i] = code;
		}
		this.#letterAt = from + length;
		return true;
	}

	#addLetters(count: number): void {
		const letters = new Uint8Array((this.#letterAt + count) * 2);
		letters.set(this.#letters);
		this.#letters = letters;
	}

	#end(text: string): boolean {
		if (text === this.#ends.address) this.#put(tag.CLIENT);
		else if (text === this.#ends.server) this.#put(tag.SERVER);
		else return false;
		return true;
	}

	#hash(text: string, from: number, kind: number): boolean {
		const hashes = this.#hashes;
		let to = this.#hashAt;
		if (to === hashes.length) return false;
		for (let i = from; i < text.length; i += 2) {
			const high = DIGITS[text.charCodeAt(i)];
			const low = DIGITS[text.charCodeAt(i + 1)];
			if (high === undefined || low === undefined) return false;
			if (high > 0xf || low > 0xf) return false;
			hashes[to++] = (high << 4) | low;
		}
		this.#hashAt = to;
		this.#put(kind);
		return true;
	}

	#wide(text: string): void {
		this.#put(tag.WIDE);
		this.#digits(text.length);
		this.#reserve(text.length * 3);
		for (let i = 0; i < text.length; i++) this.#digits(text.charCodeAt(i));
	}

	#list(list: readonly unknown[], field: Field): void {
		if (typeof list[0] === "number" && this.#rising(list)) return;
		const { length } = list;
		this.#put(tag.LIST);
		this.#digits(length);
		for (let i = 0; i < length; i++) this.#value(list[i], field);
	}

	/** Writes whole numbers below 2^31 of which each is larger than the one before it; false: they are others. */
	#rising(list: readonly unknown[]): boolean {
		const { length } = list;
		const first = list[0] as number;
		if ((first | 0) !== first || first < 0 || Object.is(first, -0))
			return false;
		if (length === 1) {
			if (first === this.#near && first >= WORD_END) this.#put(tag.SAME);
			else {
				this.#put(tag.ONE);
				this.#whole(first);
			}
			return true;
		}
		const start = this.#at;
		const near = this.#near;
		this.#put(tag.RISING);
		this.#digits(length);
		this.#whole(first);
		this.#reserve(length * STEP_ROOM);
		const last = this.#steps(list, first);
		if (last < 0) {
			this.#at = start;
			this.#near = near;
			return false;
		}
		if (last >= WORD_END) this.#near = last;
		return true;
	}

	/** Writes the steps from one to the next; returns the last number, or -1 where they do not rise. */
	#steps(list: readonly unknown[], first: number): number {
		const { length } = list;
		const octets = this.#octets;
		let at = this.#at;
		let before = first;
		/** A small step that is to be written with the next one. */
		let open = 0;
		for (let i = 1; i < length; i++) {
			const one = list[i] as number;
			if ((one | 0) !== one || one <= before) return -1;
			const step = one - before;
			before = one;
			if (step <= tag.PAIR) {
				if (open > 0) octets[at++] = (open - 1) * tag.PAIR + step - 1;
				open = open > 0 ? 0 : step;
				continue;
			}
			if (open > 0) octets[at++] = tag.ONE_STEP + open - 1;
			open = 0;
			if (step < tag.FAR_LIMIT) {
				octets[at++] = tag.FAR_STEP + (step >>> 8);
				octets[at++] = step;
			} else {
				octets[at++] = tag.HUGE_STEP;
				this.#at = at;
				this.#digits(step);
				at = this.#at;
			}
		}
		if (open > 0) octets[at++] = tag.ONE_STEP + open - 1;
		this.#at = at;
		return before;
	}
}

/** Octets of a number with seven bits in each. */
function lengthOf(value: number): number {
	let length = 1;
	for (let rest = value; rest > tag.DIGIT; rest >>>= tag.DIGIT_BITS) length++;
	return length;
}
