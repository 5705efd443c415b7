import { Field, type Node, type Shapes } from "./shapes.js";
import * as tag from "./tag.js";

const FIRST_OCTETS = 8192;
/** The largest value but a text or a list. */
const VALUE_ROOM = 16;
const WHOLE_MAX = Number.MAX_SAFE_INTEGER;
const SHIFTED_MAX = 0x7fffffff;
const MICROSECONDS = 1e6;

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

/** Writes one value after the other as units below 0x80; see `tag.ts`. */
export class Writer {
	readonly #shapes: Shapes;
	/** Of what has no key. */
	readonly #noField = new Field();
	#units = new Uint8Array(FIRST_OCTETS);
	#at = 0;
	#microseconds = 0;
	/** Values of the objects that are being written. */
	readonly #found: unknown[] = [];
	/** Texts that were written whole. */
	readonly #texts: string[] = [];

	constructor(shapes: Shapes) {
		this.#shapes = shapes;
	}

	/** Begins a text. */
	begin(): void {
		this.#at = 0;
		this.#microseconds = 0;
		this.#texts.length = 0;
	}

	/** What was written since `begin`. */
	end(): Uint8Array {
		return this.#units.subarray(0, this.#at);
	}

	value(value: unknown, field: Field = this.#noField): void {
		this.#reserve(VALUE_ROOM);
		if (typeof value === "string") this.#text(value, field);
		else if (typeof value === "number") this.#number(value);
		else if (value === true) this.#put(tag.TRUE);
		else if (value === false) this.#put(tag.FALSE);
		else if (value === undefined) this.#put(tag.UNDEFINED);
		else if (value === null) this.#put(tag.NULL);
		else if (Array.isArray(value)) this.#list(value, field);
		else this.#object(value as Record<string, unknown>);
	}

	#put(unit: number): void {
		this.#units[this.#at++] = unit;
	}

	#reserve(count: number): void {
		if (this.#at + count <= this.#units.length) return;
		const units = new Uint8Array((this.#at + count) * 2);
		units.set(this.#units);
		this.#units = units;
	}

	#whole(value: number): void {
		let rest = value;
		while (rest > SHIFTED_MAX) {
			// Beyond 32 bits there are no shifts.
			const digit = rest % tag.MORE;
			this.#put(tag.MORE | digit);
			rest = (rest - digit) / tag.MORE;
		}
		this.#small(rest);
	}

	/** A whole number below 2^31. */
	#small(value: number): void {
		const units = this.#units;
		let rest = value;
		while (rest > tag.DIGIT) {
			units[this.#at++] = tag.MORE | (rest & tag.DIGIT);
			rest >>= tag.DIGIT_BITS;
		}
		units[this.#at++] = rest;
	}

	#number(value: number): void {
		// Most are small; -0 is none of them.
		if ((value | 0) === value && (value > 0 || 1 / value > 0)) {
			if (value < tag.SMALL_COUNT) this.#units[this.#at++] = tag.SMALL + value;
			else {
				this.#units[this.#at++] = tag.WHOLE;
				this.#small(value);
			}
			return;
		}
		if (Number.isInteger(value) && Math.abs(value) <= WHOLE_MAX) {
			if (value > 0) {
				this.#put(tag.WHOLE);
				this.#whole(value);
				return;
			}
			if (value < 0) {
				this.#put(tag.MINUS);
				this.#whole(-value);
				return;
			}
		}
		const microseconds = Math.round(value * MICROSECONDS);
		if (
			microseconds / MICROSECONDS === value &&
			microseconds > 0 &&
			microseconds <= WHOLE_MAX
		)
			this.#time(microseconds);
		else this.#bits(value);
	}

	#time(microseconds: number): void {
		const delay = microseconds - this.#microseconds;
		this.#microseconds = microseconds;
		this.#put(delay < 0 ? tag.EARLIER : tag.LATER);
		this.#whole(Math.abs(delay));
	}

	#bits(value: number): void {
		this.#put(tag.BITS);
		float[0] = value;
		this.#whole(halves[0]!);
		this.#whole(halves[1]!);
	}

	#text(text: string, field: Field): void {
		const known = field === this.#noField ? -1 : field.numberOf(text);
		if (known >= 0) {
			this.#put(tag.KNOWN);
			this.#small(known);
			return;
		}
		const { length } = text;
		if (length >= tag.LONG_TEXT) {
			const again = this.#texts.indexOf(text);
			if (again >= 0) {
				this.#put(tag.AGAIN);
				this.#small(again);
				return;
			}
			this.#texts.push(text);
		}
		const start = this.#at;
		this.#put(tag.ASCII);
		this.#small(length);
		this.#reserve(length);
		const units = this.#units;
		let at = this.#at;
		for (let i = 0; i < length; i++) {
			const code = text.charCodeAt(i);
			if (code >= 0x80) {
				this.#at = start;
				this.#wide(text);
				return;
			}
			units[at++] = code;
		}
		this.#at = at;
	}

	#wide(text: string): void {
		this.#put(tag.WIDE);
		this.#whole(text.length);
		this.#reserve(text.length * 3);
		for (let i = 0; i < text.length; i++) this.#whole(text.charCodeAt(i));
	}

	#list(list: readonly unknown[], field: Field): void {
		if (isRising(list)) {
			this.#rising(list);
			return;
		}
		this.#put(tag.LIST);
		this.#whole(list.length);
		for (const one of list) this.value(one, field);
	}

	#rising(list: readonly number[]): void {
		const { length } = list;
		this.#put(tag.RISING);
		this.#whole(length);
		this.#reserve(length * 6 + VALUE_ROOM);
		const units = this.#units;
		let before = list[0]!;
		this.#whole(before);
		let at = this.#at;
		for (let i = 1; i < length; ) {
			const one = list[i]!;
			let step = one - before;
			before = one;
			i++;
			if (step <= tag.NEAR) {
				const next = i < length ? list[i]! - one : tag.NEAR + 1;
				if (next <= tag.NEAR) {
					units[at++] = step | (next << 3);
					before = list[i]!;
					i++;
				} else units[at++] = step;
				continue;
			}
			units[at++] =
				tag.STEP |
				(step & tag.STEP_DIGIT) |
				(step > tag.STEP_DIGIT ? tag.STEP_MORE : 0);
			step = Math.floor(step / tag.STEP_MORE);
			if (step === 0) continue;
			while (step > tag.DIGIT) {
				units[at++] = tag.MORE | (step & tag.DIGIT);
				step >>= tag.DIGIT_BITS;
			}
			units[at++] = step;
		}
		this.#at = at;
	}

	/** What is undefined is not there. */
	#object(values: Readonly<Record<string, unknown>>): void {
		const found = this.#found;
		const start = found.length;
		let node: Node | undefined = this.#shapes.root;
		for (const key in values) {
			const value = values[key];
			if (value === undefined) continue;
			node = this.#shapes.next(node, key);
			if (!node) break;
			found.push(value);
		}
		if (node) this.#shaped(this.#shapes.numberOf(node), start);
		else this.#loose(values);
		found.length = start;
	}

	#shaped(number: number, start: number): void {
		this.#put(tag.OBJECT);
		this.#small(number);
		const { fields } = this.#shapes.all[number]!;
		const found = this.#found;
		this.#reserve(fields.length * VALUE_ROOM);
		for (let i = 0; i < fields.length; i++) {
			const value = found[start + i];
			if (typeof value === "number") this.#number(value);
			else if (value === true) this.#units[this.#at++] = tag.TRUE;
			else {
				this.value(value, fields[i]!);
				this.#reserve((fields.length - i) * VALUE_ROOM);
			}
		}
	}

	#loose(values: Readonly<Record<string, unknown>>): void {
		const keys = Object.keys(values).filter((key) => values[key] !== undefined);
		this.#put(tag.LOOSE);
		this.#whole(keys.length);
		for (const key of keys) {
			this.value(key);
			this.value(values[key]);
		}
	}
}

/** Whole numbers of which each is larger than the one before it, by less than 2^31. */
function isRising(list: readonly unknown[]): list is readonly number[] {
	const { length } = list;
	if (length === 0) return false;
	const [first] = list;
	if (typeof first !== "number" || !isWhole(first)) return false;
	let before = first;
	for (let i = 1; i < length; i++) {
		const one = list[i];
		if (typeof one !== "number" || !isWhole(one)) return false;
		const step = one - before;
		if (step <= 0 || step > 0x7fffffff) return false;
		before = one;
	}
	return true;
}

function isWhole(value: number): boolean {
	return value >= 0 && value <= WHOLE_MAX && Math.floor(value) === value;
}
