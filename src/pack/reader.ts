import { baseOf, type Ends, MICROSECONDS } from "./ends.js";
import type { Layout, Values } from "./layout.js";
import { Field, type Shapes } from "./shapes.js";
import * as tag from "./tag.js";

const FIRST_OCTETS = 8192;

const decoder = new TextDecoder();
const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);
const DIGITS = new TextEncoder().encode("0123456789abcdef");

/** Reads what `Writer` wrote. */
export class Reader implements Values {
	readonly #shapes: Shapes;
	readonly #noField = new Field();
	#octets: Uint8Array = new Uint8Array(0);
	#at = 0;
	/** All hashes in digits, then all texts. */
	#text = "";
	#hashAt = 0;
	#textAt = 0;
	#ends: Ends;
	#time = 0;
	#microseconds = 0;
	#near = 0;
	/** Of the object that a layout makes: its fields, the next one, and how many from there have no value. */
	#fields: readonly Field[] = [];
	#index = 0;
	#skipped = 0;
	/** Octets of `#text`, before they are decoded. */
	#letters = new Uint8Array(FIRST_OCTETS);
	readonly #frames: number[] = [];

	constructor(shapes: Shapes, ends: Ends) {
		this.#shapes = shapes;
		this.#ends = ends;
	}

	/** The record that begins there. */
	read(octets: Uint8Array, at: number, ends: Ends): unknown {
		this.#octets = octets;
		this.#at = at;
		this.#ends = ends;
		this.#time = ends.firstTime;
		this.#microseconds = baseOf(ends);
		this.#near = 0;
		this.#readTexts();
		return this.#value(this.#noField);
	}

	/** Where the record that begins there ends. */
	endOf(octets: Uint8Array, at: number): number {
		this.#octets = octets;
		this.#at = at;
		const hashes = this.#octets[this.#at++]! * tag.HASH_OCTETS;
		const values = this.#digits();
		const length = this.#digits();
		return this.#at + values + hashes + length;
	}

	/** Decodes hashes and texts at once: a call into V8 is what costs. */
	#readTexts(): void {
		const hashes = this.#octets[this.#at++]! * tag.HASH_OCTETS;
		const values = this.#digits();
		const length = this.#digits();
		const octets = this.#octets;
		const from = this.#at + values;
		const end = from + hashes + length;
		if (hashes * 2 + length > this.#letters.length)
			this.#letters = new Uint8Array((hashes * 2 + length) * 2);
		const letters = this.#letters;
		let to = 0;
		for (let i = from; i < from + hashes; i++) {
			const octet = octets[i]!;
			letters[to++] = DIGITS[octet >>> 4]!;
			letters[to++] = DIGITS[octet & 0xf]!;
		}
		letters.set(octets.subarray(from + hashes, end), to);
		this.#text = decoder.decode(letters.subarray(0, to + length));
		this.#hashAt = 0;
		this.#textAt = to;
	}

	#value(field: Field): unknown {
		const octet = this.#octets[this.#at++]!;
		if (octet >= tag.SMALL) return octet - tag.SMALL;
		if (octet >= tag.TEXT) return this.#take(octet - tag.TEXT);
		if (octet >= tag.FEW) return field.texts[octet - tag.FEW];
		switch (octet) {
			case tag.TRUE:
				return true;
			case tag.FALSE:
				return false;
			case tag.NULL:
				return null;
			case tag.CLIENT:
				return this.#ends.address;
			case tag.SERVER:
				return this.#ends.server;
			case tag.HASH:
				return this.#hash();
			case tag.UID:
				return tag.UID_PREFIX + this.#hash();
			case tag.LONG_TEXT:
				return this.#take(this.#digits());
			case tag.WIDE:
				return this.#wide();
			case tag.KNOWN:
				return field.texts[this.#digits()];
			case tag.LIST:
				return this.#list(field);
			case tag.ONE:
				return [this.#value(field)];
			case tag.SAME:
				return [this.#near];
			case tag.RISING:
				return this.#rising();
			case tag.OBJECT:
				return this.#object();
			case tag.LOOSE:
				return this.#loose();
			case tag.UNDEFINED:
				return undefined;
			default:
				return this.#number(octet);
		}
	}

	#number(octet: number): number {
		const octets = this.#octets;
		const at = this.#at;
		switch (octet) {
			case tag.WORD:
				this.#at += 2;
				return octets[at]! | (octets[at + 1]! << 8);
			case tag.NEXT:
				this.#at++;
				this.#near += octets[at]!;
				return this.#near;
			case tag.NEAR:
				this.#at += 2;
				this.#near += ((octets[at]! | (octets[at + 1]! << 8)) << 16) >> 16;
				return this.#near;
			case tag.TRIPLE:
			case tag.LONG:
				return this.#long(octet);
			case tag.SAME_TIME:
				return this.#time;
			case tag.LATER:
				return this.#later(this.#digits());
			case tag.EARLIER:
				return this.#later(-this.#digits());
			case tag.WHOLE:
				return this.#digits();
			case tag.MINUS:
				return -this.#digits();
			default:
				halves[0] = this.#digits();
				halves[1] = this.#digits();
				return float[0]!;
		}
	}

	#long(octet: number): number {
		const octets = this.#octets;
		const at = this.#at;
		let value = octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16);
		this.#at += 3;
		if (octet === tag.LONG) value |= octets[this.#at++]! << 24;
		this.#near = value;
		return value;
	}

	#digits(): number {
		const octets = this.#octets;
		let octet = octets[this.#at++]!;
		if (octet < tag.MORE) return octet;
		let value = octet & tag.DIGIT;
		let weight: number = tag.MORE;
		do {
			octet = octets[this.#at++]!;
			value += (octet & tag.DIGIT) * weight;
			weight *= tag.MORE;
		} while (octet >= tag.MORE);
		return value;
	}

	#later(delay: number): number {
		this.#microseconds += delay;
		this.#time = this.#microseconds / MICROSECONDS;
		return this.#time;
	}

	#take(length: number): string {
		const from = this.#textAt;
		this.#textAt = from + length;
		return this.#text.slice(from, from + length);
	}

	#hash(): string {
		const from = this.#hashAt;
		this.#hashAt = from + tag.HASH_DIGITS;
		return this.#text.slice(from, from + tag.HASH_DIGITS);
	}

	#wide(): string {
		const length = this.#digits();
		let text = "";
		for (let i = 0; i < length; i++)
			text += String.fromCharCode(this.#digits());
		return text;
	}

	#list(field: Field): unknown[] {
		const length = this.#digits();
		const list: unknown[] = [];
		for (let i = 0; i < length; i++) list.push(this.#value(field));
		return list;
	}

	#rising(): number[] {
		const length = this.#digits();
		// A copy of a part of an array is as packed as the array, which one made by its length is not.
		const list = this.#frames;
		while (list.length < length) list.push(0);
		let value = this.#value(this.#noField) as number;
		list[0] = value;
		const octets = this.#octets;
		let at = this.#at;
		for (let i = 1; i < length; ) {
			const octet = octets[at++]!;
			if (octet < tag.ONE_STEP) {
				const step = (octet / tag.PAIR) | 0;
				value += step + 1;
				list[i++] = value;
				value += octet - step * tag.PAIR + 1;
			} else if (octet < tag.FAR_STEP) value += octet - tag.ONE_STEP + 1;
			else if (octet < tag.HUGE_STEP)
				value += ((octet - tag.FAR_STEP) << 8) | octets[at++]!;
			else {
				this.#at = at;
				value += this.#digits();
				at = this.#at;
			}
			list[i++] = value;
		}
		this.#at = at;
		if (value > 0xffff) this.#near = value;
		return list.slice(0, length);
	}

	#object(): object {
		const number = this.#octets[this.#at]! | (this.#octets[this.#at + 1]! << 8);
		this.#at += 2;
		const { keys, fields, layout, template } = this.#shapes.all[number]!;
		if (layout !== undefined) return this.#layOut(layout, fields);
		const object: Record<string, unknown> =
			template === undefined ? {} : { ...template };
		for (let i = 0; i < keys.length; i++) {
			const octet = this.#octets[this.#at]!;
			if (octet >= tag.SKIP && octet < tag.FEW) {
				this.#at++;
				i += octet - tag.SKIP;
			} else object[keys[i]!] = this.#value(fields[i]!);
		}
		return object;
	}

	/** Makes an object by its layout, which asks for the values; those of another one that it is in are left for later. */
	#layOut(layout: Layout, fields: readonly Field[]): object {
		const outer = this.#fields;
		const index = this.#index;
		this.#fields = fields;
		this.#index = 0;
		this.#skipped = 0;
		const object = layout(this);
		this.#fields = outer;
		this.#index = index;
		// No run of keys without a value goes on behind an object.
		this.#skipped = 0;
		return object;
	}

	next(): unknown {
		const index = this.#index++;
		if (this.#skipped > 0) {
			this.#skipped--;
			return undefined;
		}
		const octet = this.#octets[this.#at]!;
		if (octet >= tag.SKIP && octet < tag.FEW) {
			this.#at++;
			this.#skipped = octet - tag.SKIP;
			return undefined;
		}
		return this.#value(this.#fields[index]!);
	}

	#loose(): object {
		const count = this.#digits();
		const object: Record<string, unknown> = {};
		for (let i = 0; i < count; i++) {
			const key = this.#value(this.#noField) as string;
			// `__proto__` may be a key of a record that was read from a file.
			Object.defineProperty(object, key, {
				value: this.#value(this.#noField),
				configurable: true,
				enumerable: true,
				writable: true,
			});
		}
		return object;
	}
}
