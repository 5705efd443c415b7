import { type Ends, MICROSECONDS } from "./ends.js";
import type { Layout } from "./layout.js";
import { Field, type Shapes } from "./shapes.js";
import { readSteps } from "./steps.js";
import * as tag from "./tag.js";
import { Texts } from "./texts.js";

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

/** Reads what `ValueWriter` wrote. */
export abstract class ValueReader {
	readonly #shapes: Shapes;
	protected readonly layouts: readonly Layout[];
	protected readonly words: readonly Field[];
	protected readonly noField = new Field();
	protected octets: Uint8Array = new Uint8Array(0);
	protected at = 0;
	protected readonly texts = new Texts();
	protected ends: Ends;
	protected lastTime = 0;
	protected microseconds = 0;
	protected near = 0;
	readonly #frames: number[] = [];

	constructor(shapes: Shapes, layouts: readonly Layout[], ends: Ends) {
		this.#shapes = shapes;
		this.layouts = layouts;
		this.words = shapes.words;
		this.ends = ends;
	}

	/** An object by its layout. */
	protected abstract laid(octet: number): object;

	protected value(field: Field): unknown {
		return this.tagged(this.octets[this.at++]!, field);
	}

	protected tagged(octet: number, field: Field): unknown {
		if (octet >= tag.SMALL) return octet - tag.SMALL;
		if (octet >= tag.TEXT) return this.texts.take(octet - tag.TEXT);
		if (octet >= tag.FEW) return field.texts[octet - tag.FEW];
		switch (octet) {
			case tag.TRUE:
				return true;
			case tag.FALSE:
				return false;
			case tag.NULL:
				return null;
			case tag.CLIENT:
				return this.ends.address;
			case tag.SERVER:
				return this.ends.server;
			case tag.HASH:
				return this.texts.hash();
			case tag.UID:
				return tag.UID_PREFIX + this.texts.hash();
			case tag.LONG_TEXT:
				return this.texts.take(this.digits());
			case tag.WIDE:
				return this.#wide();
			case tag.KNOWN:
				return field.texts[this.digits()];
			case tag.LIST:
				return this.list(field);
			case tag.ONE:
				return [this.whole()];
			case tag.SAME:
				return [this.near | 0];
			case tag.RISING:
				return this.rising();
			case tag.OBJECT:
				return this.#object();
			case tag.LOOSE:
				return this.#loose();
			case tag.LAID:
			case tag.LAID_MORE:
				return this.laid(octet);
			case tag.UNDEFINED:
				return undefined;
			default:
				return this.number(octet);
		}
	}

	protected number(octet: number): number {
		const octets = this.octets;
		const at = this.at;
		switch (octet) {
			case tag.WORD:
				this.at += 2;
				return octets[at]! | (octets[at + 1]! << 8);
			case tag.NEXT:
				this.at++;
				this.near += octets[at]!;
				return this.near;
			case tag.NEAR:
				this.at += 2;
				this.near += ((octets[at]! | (octets[at + 1]! << 8)) << 16) >> 16;
				return this.near;
			case tag.TRIPLE:
			case tag.LONG:
				return this.#long(octet);
			case tag.SAME_TIME:
				return this.lastTime;
			case tag.LATER:
				return this.later(this.digits());
			case tag.EARLIER:
				return this.later(-this.digits());
			case tag.WHOLE:
				return this.digits();
			case tag.MINUS:
				return -this.digits();
			default:
				halves[0] = this.digits();
				halves[1] = this.digits();
				return float[0]!;
		}
	}

	#long(octet: number): number {
		const octets = this.octets;
		const at = this.at;
		let value = octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16);
		this.at += 3;
		if (octet === tag.LONG) value |= octets[this.at++]! << 24;
		this.near = value;
		return value;
	}

	protected digits(): number {
		const octets = this.octets;
		let octet = octets[this.at++]!;
		if (octet < tag.MORE) return octet;
		let value = octet & tag.DIGIT;
		let weight: number = tag.MORE;
		do {
			octet = octets[this.at++]!;
			value += (octet & tag.DIGIT) * weight;
			weight *= tag.MORE;
		} while (octet >= tag.MORE);
		return value;
	}

	protected later(delay: number): number {
		this.microseconds += delay;
		this.lastTime = this.microseconds / MICROSECONDS;
		return this.lastTime;
	}

	#wide(): string {
		const length = this.digits();
		let text = "";
		for (let i = 0; i < length; i++) text += String.fromCharCode(this.digits());
		return text;
	}

	/** Lists that grow have room for 17: most have up to three, of parts and recipients. */
	protected list(field: Field): unknown[] {
		const length = this.digits();
		if (length === 1) return [this.value(field)];
		if (length === 2) return [this.value(field), this.value(field)];
		if (length === 3)
			return [this.value(field), this.value(field), this.value(field)];
		const list: unknown[] = [];
		for (let i = 0; i < length; i++) list.push(this.value(field));
		return list;
	}

	/** A number of a frame, as V8 keeps small ones. */
	protected whole(): number {
		return (this.value(this.noField) as number) | 0;
	}

	protected rising(): number[] {
		const length = this.digits();
		// A copy of a part of an array is as packed as the array, which one made by its length is not.
		const list = this.#frames;
		while (list.length < length) list.push(0);
		list[0] = this.whole();
		this.at = readSteps(list, length, this.octets, this.at);
		const last = list[length - 1]!;
		if (last > 0xffff) this.near = last;
		return list.slice(0, length);
	}

	#object(): object {
		const number = this.octets[this.at]! | (this.octets[this.at + 1]! << 8);
		this.at += 2;
		const { keys, fields, template } = this.#shapes.all[number]!;
		const object: Record<string, unknown> =
			template === undefined ? {} : { ...template };
		for (let i = 0; i < keys.length; i++) {
			const octet = this.octets[this.at]!;
			if (octet >= tag.SKIP && octet < tag.FEW) {
				this.at++;
				i += octet - tag.SKIP;
			} else object[keys[i]!] = this.value(fields[i]!);
		}
		return object;
	}

	#loose(): object {
		const object = {};
		this.addPairs(object);
		return object;
	}

	protected addPairs(object: object): void {
		const count = this.digits();
		for (let i = 0; i < count; i++) {
			const key = this.value(this.#shapes.names) as string;
			// `__proto__` may be a key of a record that was read from a file.
			Object.defineProperty(object, key, {
				value: this.value(this.noField),
				configurable: true,
				enumerable: true,
				writable: true,
			});
		}
	}
}
