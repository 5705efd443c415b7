import { baseOf, type Ends } from "./ends.js";
import { keysBehind, type Layout, OTHER_KEYS } from "./layout.js";
import * as tag from "./tag.js";
import { LAYOUT_ROOM, type Values, ValueWriter } from "./valuewriter.js";

/** A record that is packed, until the next one is. */
export interface Packed {
	readonly octets: Uint8Array;
	readonly from: number;
	readonly to: number;
}

/** Before the values: how many hashes there are, and the octets of values and of texts. */
const HEAD_ROOM = 11;

/** Writes records as three rows of octets: values, see `tag.ts`; hashes; and texts in ASCII, to be decoded at once. */
export class Writer extends ValueWriter implements Packed {
	from = 0;
	to = 0;

	/** Writes a record from `from` to `to` of `octets`. `layout`: the one that it most likely has. */
	write(record: object, layout: Layout | undefined, ends: Ends): Packed {
		this.ends = ends;
		this.at = HEAD_ROOM;
		const texts = this.texts;
		texts.hashAt = 0;
		texts.letterAt = 0;
		const { firstTime } = ends;
		this.lastTime = firstTime;
		this.microseconds = baseOf(firstTime);
		this.near = 0;
		this.reserve(LAYOUT_ROOM);
		if (layout === undefined) this.anyObject(record as Values);
		else this.#laid(record as Values, layout, keysBehind(layout, record));
		const values = this.at - HEAD_ROOM;
		this.reserve(texts.length);
		texts.copy(this.octets, this.at);
		this.at += texts.length;
		this.to = this.at;
		this.#putHead(values);
		return this;
	}

	/** Puts the head in front of the values, which are as long as they need. */
	#putHead(values: number): void {
		const { hashAt, letterAt } = this.texts;
		this.at = HEAD_ROOM - 1 - lengthOf(values) - lengthOf(letterAt);
		this.from = this.at;
		this.octets[this.at++] = hashAt / tag.HASH_OCTETS;
		this.digits(values);
		this.digits(letterAt);
	}

	/** Room for the bits of a layout; returns where. */
	bits(octets: number): number {
		const at = this.at;
		this.at = at + octets;
		return at;
	}

	putBits(at: number, bits: number, octets: number): void {
		for (let i = 0; i < octets; i++) this.octets[at + i] = bits >>> (i * 8);
	}

	// What layouts write: each returns the bit of its value, 0 where there is none.

	/** Seconds of capture time. */
	time(value: unknown, bit: number): number {
		if (value === undefined) return 0;
		if (typeof value === "number" && value > 0) this.number(value);
		else this.value(value, this.noField);
		return bit;
	}

	/** A whole number that is near the one before it: of a frame. */
	frame(value: unknown, bit: number): number {
		if (value === undefined) return 0;
		if (typeof value === "number" && (value | 0) === value && value > 0)
			this.whole(value);
		else this.value(value, this.noField);
		return bit;
	}

	/** Any other whole number. */
	count(value: unknown, bit: number): number {
		if (value === undefined) return 0;
		const isWhole = typeof value === "number" && (value | 0) === value;
		// -0 is no whole number here.
		if (!isWhole || value < 0 || (value === 0 && 1 / value < 0))
			this.value(value, this.noField);
		else if (value < tag.SMALL_COUNT)
			this.octets[this.at++] = tag.SMALL + value;
		else this.counted(value);
		return bit;
	}

	/** Numbers of frames, which rise. */
	frames(value: unknown, bit: number): number {
		if (value === undefined) return 0;
		if (Array.isArray(value)) this.frameList(value);
		else this.value(value, this.noField);
		this.reserve(LAYOUT_ROOM);
		return bit;
	}

	/** A text of its own. */
	text(value: unknown, bit: number): number {
		if (value === undefined) return 0;
		if (typeof value !== "string") return this.any(value, bit);
		if (value.length >= tag.TEXT_COUNT || !this.texts.addText(value))
			this.newText(value);
		else this.octets[this.at++] = tag.TEXT + value.length;
		return bit;
	}

	/** A text of a few that come again, of its kind (`Layouts.words`). */
	word(value: unknown, bit: number, kind: number): number {
		if (value === undefined) return 0;
		const known =
			typeof value === "string" ? this.words[kind]!.numberOf(value) : -1;
		if (known < 0) return this.text(value, bit);
		if (known < tag.FEW_COUNT) this.octets[this.at++] = tag.FEW + known;
		else this.known(known);
		return bit;
	}

	/** Address of the client or the server. */
	end(value: unknown, bit: number): number {
		if (typeof value === "string" && this.putEnd(value)) return bit;
		return this.text(value, bit);
	}

	/** Sixteen hexadecimal digits. */
	hash(value: unknown, bit: number): number {
		if (typeof value !== "string" || value.length !== tag.HASH_DIGITS)
			return this.text(value, bit);
		return this.putHash(value, 0, tag.HASH) ? bit : this.text(value, bit);
	}

	/** Name of a record. */
	uid(value: unknown, bit: number): number {
		const isUid =
			typeof value === "string" &&
			value.length === tag.HASH_DIGITS + 2 &&
			value.startsWith(tag.UID_PREFIX);
		return isUid && this.putHash(value, 2, tag.UID)
			? bit
			: this.text(value, bit);
	}

	/** What may be anything. */
	any(value: unknown, bit: number): number {
		if (value === undefined) return 0;
		this.value(value, this.noField);
		this.reserve(LAYOUT_ROOM);
		return bit;
	}

	/** An object that most likely has the layout. */
	object(value: unknown, bit: number, layout: Layout): number {
		if (value === undefined) return 0;
		if (isObject(value)) this.#laid(value, layout, keysBehind(layout, value));
		else this.any(value, bit);
		return bit;
	}

	/** Objects that most likely have this layout. */
	objects(value: unknown, bit: number, layout: Layout): number {
		if (!Array.isArray(value)) return this.any(value, bit);
		this.put(tag.LIST);
		this.digits(value.length);
		for (let i = 0; i < value.length; i++) {
			const one: unknown = value[i];
			if (isObject(one)) this.#laid(one, layout, keysBehind(layout, one));
			else this.value(one, this.noField);
		}
		this.reserve(LAYOUT_ROOM);
		return bit;
	}

	/** What has the layout is written by it; keys behind its own come with their names. */
	#laid(values: Values, layout: Layout, behind: number): void {
		if (behind === OTHER_KEYS) this.anyObject(values);
		else {
			const { octets } = this;
			octets[this.at++] = behind === 0 ? tag.LAID : tag.LAID_MORE;
			octets[this.at++] = layout.number;
			layout.write(this, values as never);
			if (behind > 0) {
				this.digits(behind);
				this.pairs(values, layout.keys.length);
			}
		}
		this.reserve(LAYOUT_ROOM);
	}
}

function isObject(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Octets of a number with seven bits in each. */
function lengthOf(value: number): number {
	let length = 1;
	for (let rest = value; rest > tag.DIGIT; rest >>>= tag.DIGIT_BITS) length++;
	return length;
}
