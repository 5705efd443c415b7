import { Field, type Shapes } from "./shapes.js";
import * as tag from "./tag.js";

const MICROSECONDS = 1e6;
const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

/** Reads what `Writer` wrote. */
export class Reader {
	readonly #shapes: Shapes;
	readonly #noField = new Field();
	#text = "";
	#at = 0;
	#microseconds = 0;
	readonly #frames: number[] = [];
	/** Texts that were read whole. */
	readonly #texts: string[] = [];

	constructor(shapes: Shapes) {
		this.#shapes = shapes;
	}

	begin(text: string): void {
		this.#text = text;
		this.#at = 0;
		this.#microseconds = 0;
		this.#texts.length = 0;
	}

	value(field: Field = this.#noField): unknown {
		const unit = this.#text.charCodeAt(this.#at++);
		if (unit >= tag.SMALL) return unit - tag.SMALL;
		switch (unit) {
			case tag.FALSE:
				return false;
			case tag.TRUE:
				return true;
			case tag.NULL:
				return null;
			case tag.WHOLE:
				return this.#whole();
			case tag.MINUS:
				return -this.#whole();
			case tag.LATER:
				return this.#time(this.#whole());
			case tag.EARLIER:
				return this.#time(-this.#whole());
			case tag.BITS:
				return this.#bits();
			case tag.ASCII:
				return this.#ascii();
			case tag.WIDE:
				return this.#wide();
			case tag.KNOWN:
				return field.texts[this.#whole()];
			case tag.AGAIN:
				return this.#texts[this.#whole()];
			case tag.LIST:
				return this.#list(field);
			case tag.RISING:
				return this.#rising();
			case tag.OBJECT:
				return this.#object();
			case tag.LOOSE:
				return this.#loose();
			default:
				return undefined;
		}
	}

	#whole(): number {
		const text = this.#text;
		let unit = text.charCodeAt(this.#at++);
		if (unit < tag.MORE) return unit;
		let value = unit & tag.DIGIT;
		let weight = tag.MORE;
		do {
			unit = text.charCodeAt(this.#at++);
			value += (unit & tag.DIGIT) * weight;
			weight *= tag.MORE;
		} while (unit >= tag.MORE);
		return value;
	}

	#time(delay: number): number {
		this.#microseconds += delay;
		return this.#microseconds / MICROSECONDS;
	}

	#bits(): number {
		halves[0] = this.#whole();
		halves[1] = this.#whole();
		return float[0]!;
	}

	#ascii(): string {
		const length = this.#whole();
		const from = this.#at;
		this.#at += length;
		const text = this.#text.slice(from, this.#at);
		if (length >= tag.LONG_TEXT) this.#texts.push(text);
		return text;
	}

	#wide(): string {
		const length = this.#whole();
		let text = "";
		for (let i = 0; i < length; i++) text += String.fromCharCode(this.#whole());
		if (length >= tag.LONG_TEXT) this.#texts.push(text);
		return text;
	}

	#list(field: Field): unknown[] {
		const length = this.#whole();
		const list: unknown[] = [];
		for (let i = 0; i < length; i++) list.push(this.value(field));
		return list;
	}

	#rising(): number[] {
		const length = this.#whole();
		let value = this.#whole();
		if (length === 1) return [value];
		// A copy of a part of an array is as packed as the array, which one made by its length is not.
		const list = this.#frames;
		while (list.length < length) list.push(0);
		list[0] = value;
		const text = this.#text;
		let at = this.#at;
		for (let i = 1; i < length; ) {
			let unit = text.charCodeAt(at++);
			if (unit < tag.STEP) {
				value += unit & tag.NEAR;
				list[i++] = value;
				if (unit <= tag.NEAR) continue;
				value += unit >>> 3;
				list[i++] = value;
				continue;
			}
			value += unit & tag.STEP_DIGIT;
			let weight = tag.STEP_MORE;
			let isMore = (unit & tag.STEP_MORE) !== 0;
			while (isMore) {
				unit = text.charCodeAt(at++);
				value += (unit & tag.DIGIT) * weight;
				weight *= tag.MORE;
				isMore = unit >= tag.MORE;
			}
			list[i++] = value;
		}
		this.#at = at;
		return list.slice(0, length);
	}

	#object(): object {
		const { keys, fields, template } = this.#shapes.all[this.#whole()]!;
		const object: Record<string, unknown> =
			template === undefined ? {} : JSON.parse(template);
		const text = this.#text;
		for (let i = 0; i < keys.length; i++) {
			// Most values are one unit.
			const unit = text.charCodeAt(this.#at);
			if (unit >= tag.SMALL) {
				this.#at++;
				object[keys[i]!] = unit - tag.SMALL;
			} else object[keys[i]!] = this.value(fields[i]!);
		}
		return object;
	}

	#loose(): object {
		const count = this.#whole();
		const object: Record<string, unknown> = {};
		for (let i = 0; i < count; i++) {
			const key = this.value() as string;
			// `__proto__` may be a key of a record that was read from a file.
			Object.defineProperty(object, key, {
				value: this.value(),
				configurable: true,
				enumerable: true,
				writable: true,
			});
		}
		return object;
	}
}
