import { type Ends, MICROSECONDS, WHOLE_MAX } from "./ends.js";
import { Field, type Node, type Shapes } from "./shapes.js";
import { STEP_ROOM, writeSteps } from "./steps.js";
import * as tag from "./tag.js";
import { TextRows } from "./textrows.js";

const FIRST_OCTETS = 8192;
/** The largest value but a text or a list. */
const VALUE_ROOM = 20;
/** The values of a layout, but for texts, lists and objects: behind each of these there is so much room again. */
export const LAYOUT_ROOM = 64 * VALUE_ROOM;
const SHIFTED_MAX = 0x7fffffff;
const WORD_END = 0x10000;
const TRIPLE_END = 0x1000000;
const NEAR_LIMIT = 0x8000;
const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

export type Values = Readonly<Record<string, unknown>>;

/** Writes values as what they are. */
export class ValueWriter {
	protected readonly shapes: Shapes;
	/** By number of their kind. */
	protected readonly words: readonly Field[];
	/** Of what has no key. */
	protected readonly noField = new Field();
	octets = new Uint8Array(FIRST_OCTETS);
	protected at = 0;
	protected readonly texts = new TextRows();
	protected ends: Ends;
	protected lastTime = 0;
	protected microseconds = 0;
	/** The whole number that the next one may be near. */
	protected near = 0;

	constructor(shapes: Shapes, ends: Ends) {
		this.shapes = shapes;
		this.words = shapes.words;
		this.ends = ends;
	}

	protected reserve(count: number): void {
		if (this.at + count <= this.octets.length) return;
		const octets = new Uint8Array((this.at + count) * 2);
		octets.set(this.octets);
		this.octets = octets;
	}

	/** Keys from `from` on, each with its value. */
	protected pairs(values: Values, from: number): void {
		const keys = Object.keys(values);
		for (let i = from; i < keys.length; i++) {
			this.value(keys[i], this.shapes.names);
			this.value(values[keys[i]!], this.noField);
		}
	}

	/** Keys without a value are written as runs of them. */
	protected anyObject(values: Values): void {
		const start = this.at;
		const { hashAt, letterAt } = this.texts;
		const time = this.lastTime;
		const microseconds = this.microseconds;
		const near = this.near;
		// The shape is known behind its values.
		this.reserve(VALUE_ROOM);
		this.at += 3;
		let node: Node = this.shapes.root;
		let skipped = 0;
		for (const key in values) {
			const next: Node | undefined =
				node.nextKey === key ? node.next : this.shapes.next(node, key);
			if (next === undefined) {
				this.at = start;
				this.texts.hashAt = hashAt;
				this.texts.letterAt = letterAt;
				this.lastTime = time;
				this.microseconds = microseconds;
				this.near = near;
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
			this.value(value, next.field);
		}
		if (skipped > 0) this.#skip(skipped);
		const shape = node.shape < 0 ? this.shapes.numberOf(node) : node.shape;
		const octets = this.octets;
		octets[start] = tag.OBJECT;
		octets[start + 1] = shape;
		octets[start + 2] = shape >>> 8;
	}

	#skip(count: number): void {
		let left = count;
		this.reserve(left);
		for (; left > tag.SKIP_COUNT; left -= tag.SKIP_COUNT)
			this.put(tag.SKIP + tag.SKIP_COUNT - 1);
		this.put(tag.SKIP + left - 1);
	}

	#loose(values: Values): void {
		this.put(tag.LOOSE);
		this.digits(Object.keys(values).length);
		this.pairs(values, 0);
	}

	protected value(value: unknown, field: Field): void {
		if (this.at + VALUE_ROOM > this.octets.length) this.reserve(VALUE_ROOM);
		if (typeof value === "string") this.#text(value, field);
		else if (typeof value === "number") {
			// -0 is no whole number here.
			if ((value | 0) === value && (value > 0 || 1 / value > 0))
				this.whole(value);
			else this.number(value);
		} else if (value === true) this.put(tag.TRUE);
		else if (Array.isArray(value))
			if (field.isFrames) this.frameList(value);
			else this.list(value, field);
		else if (typeof value === "object" && value !== null)
			this.anyObject(value as Record<string, unknown>);
		else if (value === false) this.put(tag.FALSE);
		else this.put(value === null ? tag.NULL : tag.UNDEFINED);
	}

	protected put(octet: number): void {
		this.octets[this.at++] = octet;
	}

	/** A whole number from 0 to 2^31 - 1. */
	protected whole(value: number): void {
		const octets = this.octets;
		const at = this.at;
		if (value < tag.SMALL_COUNT) {
			octets[at] = tag.SMALL + value;
			this.at = at + 1;
			return;
		}
		octets[at + 1] = value;
		octets[at + 2] = value >>> 8;
		if (value < WORD_END) {
			octets[at] = tag.WORD;
			this.at = at + 3;
			return;
		}
		const step = value - this.near;
		this.near = value;
		if (step >= 0 && step <= 0xff) {
			octets[at] = tag.NEXT;
			octets[at + 1] = step;
			this.at = at + 2;
		} else if (step >= -NEAR_LIMIT && step < NEAR_LIMIT) {
			octets[at] = tag.NEAR;
			octets[at + 1] = step;
			octets[at + 2] = step >>> 8;
			this.at = at + 3;
		} else {
			const isTriple = value < TRIPLE_END;
			octets[at] = isTriple ? tag.TRIPLE : tag.LONG;
			octets[at + 3] = value >>> 16;
			octets[at + 4] = value >>> 24;
			this.at = at + (isTriple ? 4 : 5);
		}
	}

	/** A whole number from 1 to 2^31 - 1, which no other is near. */
	protected counted(value: number): void {
		if (value < WORD_END) this.whole(value);
		else {
			this.put(tag.WHOLE);
			this.digits(value);
		}
	}

	/** Seven bits in each octet. */
	protected digits(value: number): void {
		let rest = value;
		while (rest > SHIFTED_MAX) {
			// Beyond 32 bits there are no shifts.
			const digit = rest % tag.MORE;
			this.put(tag.MORE | digit);
			rest = (rest - digit) / tag.MORE;
		}
		const octets = this.octets;
		while (rest > tag.DIGIT) {
			octets[this.at++] = tag.MORE | (rest & tag.DIGIT);
			rest >>= tag.DIGIT_BITS;
		}
		octets[this.at++] = rest;
	}

	protected number(value: number): void {
		if (value === this.lastTime && value > 0) {
			this.put(tag.SAME_TIME);
			return;
		}
		if (
			Number.isInteger(value) &&
			Math.abs(value) <= WHOLE_MAX &&
			value !== 0
		) {
			this.put(value > 0 ? tag.WHOLE : tag.MINUS);
			this.digits(Math.abs(value));
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
		const delay = microseconds - this.microseconds;
		this.microseconds = microseconds;
		this.lastTime = value;
		this.put(delay < 0 ? tag.EARLIER : tag.LATER);
		this.digits(Math.abs(delay));
	}

	#bits(value: number): void {
		this.put(tag.BITS);
		float[0] = value;
		this.digits(halves[0]!);
		this.digits(halves[1]!);
	}

	#text(text: string, field: Field): void {
		const { length } = text;
		if (field.isEnd && this.putEnd(text)) return;
		if (length === tag.HASH_DIGITS && this.putHash(text, 0, tag.HASH)) return;
		if (length === tag.HASH_DIGITS + 2 && text.startsWith(tag.UID_PREFIX))
			if (this.putHash(text, 2, tag.UID)) return;
		const known = field === this.noField ? -1 : field.numberOf(text);
		if (known >= 0) this.known(known);
		else this.newText(text);
	}

	protected known(number: number): void {
		if (number < tag.FEW_COUNT) this.put(tag.FEW + number);
		else {
			this.put(tag.KNOWN);
			this.digits(number);
		}
	}

	protected newText(text: string): void {
		const { length } = text;
		if (!this.texts.addText(text)) this.#wide(text);
		else if (length < tag.TEXT_COUNT) this.put(tag.TEXT + length);
		else {
			this.put(tag.LONG_TEXT);
			this.digits(length);
		}
	}

	protected putEnd(text: string): boolean {
		if (text === this.ends.address) this.put(tag.CLIENT);
		else if (text === this.ends.server) this.put(tag.SERVER);
		else return false;
		return true;
	}

	protected putHash(text: string, from: number, kind: number): boolean {
		if (!this.texts.addHash(text, from)) return false;
		this.put(kind);
		return true;
	}

	#wide(text: string): void {
		this.put(tag.WIDE);
		this.digits(text.length);
		this.reserve(text.length * 3);
		for (let i = 0; i < text.length; i++) this.digits(text.charCodeAt(i));
		this.reserve(LAYOUT_ROOM);
	}

	protected list(list: readonly unknown[], field: Field): void {
		const { length } = list;
		this.put(tag.LIST);
		this.digits(length);
		for (let i = 0; i < length; i++) this.value(list[i], field);
	}

	/**
	 * Numbers of frames never go where other lists go: code that has seen lists of numbers and of objects makes lists of
	 * objects of the former.
	 */
	protected frameList(list: readonly number[]): void {
		if (list.length === 0 || !this.#rising(list))
			this.list([...list], this.noField);
	}

	/** Writes whole numbers below 2^31 of which each is larger than the one before it; false: they are others. */
	#rising(list: readonly number[]): boolean {
		const { length } = list;
		const first = list[0]!;
		// -0 is no whole number here.
		if ((first | 0) !== first || (first <= 0 && !(1 / first > 0))) return false;
		if (length === 1) {
			if (first === this.near && first >= WORD_END) this.put(tag.SAME);
			else {
				this.put(tag.ONE);
				this.whole(first);
			}
			return true;
		}
		const start = this.at;
		const near = this.near;
		this.put(tag.RISING);
		this.digits(length);
		this.whole(first);
		this.reserve(length * STEP_ROOM);
		const at = writeSteps(list, this.octets, this.at);
		if (at < 0) {
			this.at = start;
			this.near = near;
			return false;
		}
		this.at = at;
		const last = list[length - 1]!;
		if (last >= WORD_END) this.near = last;
		return true;
	}
}
