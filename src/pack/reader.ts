import { baseOf, type Ends, MICROSECONDS } from "./ends.js";
import type { Layout } from "./layout.js";
import { Field, type Shapes } from "./shapes.js";
import { readSteps } from "./steps.js";
import * as tag from "./tag.js";

const FIRST_OCTETS = 8192;
const VIEWS_LIMIT = 1024;

const decoder = new TextDecoder();
const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);
const DIGITS = new TextEncoder().encode("0123456789abcdef");

/** Reads what `Writer` wrote. */
export class Reader {
	readonly #shapes: Shapes;
	readonly #layouts: readonly Layout[];
	readonly #words: readonly Field[];
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
	/** Octets of `#text`, before they are decoded. */
	#letters = new Uint8Array(FIRST_OCTETS);
	/** The first letters by their number. */
	readonly #views = new Array<Uint8Array | undefined>(VIEWS_LIMIT + 1).fill(
		undefined,
	);
	readonly #frames: number[] = [];

	constructor(shapes: Shapes, layouts: readonly Layout[], ends: Ends) {
		this.#shapes = shapes;
		this.#layouts = layouts;
		this.#words = shapes.words;
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

	/** The bits of a layout. */
	bits(octets: number): number {
		const at = this.#at;
		this.#at = at + octets;
		let bits = 0;
		for (let i = 0; i < octets; i++) bits |= this.#octets[at + i]! << (i * 8);
		return bits;
	}

	// What layouts read: `bit` is that of the value among the bits that are set.

	/** What `Writer.time` wrote. */
	time(bit: number): unknown {
		if (bit === 0) return undefined;
		const octet = this.#octets[this.#at++]!;
		if (octet === tag.LATER) return this.#later(this.#digits());
		return this.#tagged(octet, this.#noField);
	}

	/** A text or a list of texts. */
	text(bit: number): unknown {
		if (bit === 0) return undefined;
		const octet = this.#octets[this.#at++]!;
		if (octet >= tag.TEXT && octet < tag.SMALL)
			return this.#take(octet - tag.TEXT);
		return this.#tagged(octet, this.#noField);
	}

	word(bit: number, kind: number): unknown {
		if (bit === 0) return undefined;
		const octet = this.#octets[this.#at++]!;
		const field = this.#words[kind]!;
		if (octet >= tag.FEW && octet < tag.TEXT)
			return field.texts[octet - tag.FEW];
		return this.#tagged(octet, field);
	}

	hash(bit: number): unknown {
		if (bit === 0) return undefined;
		const octet = this.#octets[this.#at++]!;
		if (octet === tag.HASH) return this.#hash();
		return this.#tagged(octet, this.#noField);
	}

	any(bit: number): unknown {
		return bit === 0 ? undefined : this.#value(this.#noField);
	}

	#laid(octet: number): object {
		const number = this.#octets[this.#at++]!;
		const object = this.#layouts[number]!.read(this);
		if (octet === tag.LAID_MORE) this.#addPairs(object);
		return object;
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
			this.#addLetters((hashes * 2 + length) * 2);
		const letters = this.#letters;
		let to = 0;
		for (let i = from; i < from + hashes; i++) {
			const octet = octets[i]!;
			letters[to++] = DIGITS[octet >>> 4]!;
			letters[to++] = DIGITS[octet & 0xf]!;
		}
		this.#textAt = to;
		for (let i = from + hashes; i < end; i++) letters[to++] = octets[i]!;
		this.#text = to === 0 ? "" : decoder.decode(this.#firstLetters(to));
		this.#hashAt = 0;
	}

	/** There are few lengths: an array for each of them is not made again. */
	#firstLetters(length: number): Uint8Array {
		if (length > VIEWS_LIMIT) return this.#letters.subarray(0, length);
		let view = this.#views[length];
		if (view === undefined) {
			view = this.#letters.subarray(0, length);
			this.#views[length] = view;
		}
		return view;
	}

	#addLetters(room: number): void {
		this.#letters = new Uint8Array(room);
		this.#views.fill(undefined);
	}

	#value(field: Field): unknown {
		return this.#tagged(this.#octets[this.#at++]!, field);
	}

	#tagged(octet: number, field: Field): unknown {
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
				return [this.#whole()];
			case tag.SAME:
				return [this.#near | 0];
			case tag.RISING:
				return this.#rising();
			case tag.OBJECT:
				return this.#object();
			case tag.LOOSE:
				return this.#loose();
			case tag.LAID:
			case tag.LAID_MORE:
				return this.#laid(octet);
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

	/** Lists that grow have room for 17: most have up to three, of parts and recipients. */
	#list(field: Field): unknown[] {
		const length = this.#digits();
		if (length === 1) return [this.#value(field)];
		if (length === 2) return [this.#value(field), this.#value(field)];
		if (length === 3)
			return [this.#value(field), this.#value(field), this.#value(field)];
		const list: unknown[] = [];
		for (let i = 0; i < length; i++) list.push(this.#value(field));
		return list;
	}

	/** A number of a frame, as V8 keeps small ones. */
	#whole(): number {
		return (this.#value(this.#noField) as number) | 0;
	}

	#rising(): number[] {
		const length = this.#digits();
		// A copy of a part of an array is as packed as the array, which one made by its length is not.
		const list = this.#frames;
		while (list.length < length) list.push(0);
		list[0] = this.#whole();
		this.#at = readSteps(list, length, this.#octets, this.#at);
		const last = list[length - 1]!;
		if (last > 0xffff) this.#near = last;
		return list.slice(0, length);
	}

	#object(): object {
		const number = this.#octets[this.#at]! | (this.#octets[this.#at + 1]! << 8);
		this.#at += 2;
		const { keys, fields, template } = this.#shapes.all[number]!;
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

	#loose(): object {
		const object = {};
		this.#addPairs(object);
		return object;
	}

	#addPairs(object: object): void {
		const count = this.#digits();
		for (let i = 0; i < count; i++) {
			const key = this.#value(this.#shapes.names) as string;
			// `__proto__` may be a key of a record that was read from a file.
			Object.defineProperty(object, key, {
				value: this.#value(this.#noField),
				configurable: true,
				enumerable: true,
				writable: true,
			});
		}
	}
}
