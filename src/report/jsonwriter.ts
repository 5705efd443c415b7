const QUOTE = 0x22;
const COMMA = 0x2c;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const DELETE = 0x7f;

/** Octets of the longest number. */
const NUMBER_LENGTH = 32;
/** Octets of one UTF-16 code unit, escaped. */
const UNIT_LENGTH = 6;
/** Doubles below it tell all multiples of a millionth apart (2^33). */
const MICROSECONDS_END = 8_589_934_592;
const BILLION = 1e9;

/** Letters of the short escapes (RFC 8259 7). */
const ESCAPES = new Map([
	[0x08, 0x62],
	[0x09, 0x74],
	[0x0a, 0x6e],
	[0x0c, 0x66],
	[0x0d, 0x72],
	[QUOTE, QUOTE],
	[BACKSLASH, BACKSLASH],
]);

/** Characters above ASCII that a terminal or a log viewer acts on: C1 controls, line separators, directions of writing. */
function isActive(unit: number): boolean {
	return (
		unit <= 0x9f ||
		unit === 0x61c ||
		unit === 0x200e ||
		unit === 0x200f ||
		(unit >= 0x2028 && unit <= 0x202e) ||
		(unit >= 0x2066 && unit <= 0x2069)
	);
}

/** A name in an object, as it is written. */
interface Key {
	/** `"name":`, in UTF-8. */
	readonly octets: Uint8Array;
	/** Its values are lists of frame numbers. */
	readonly isFrames: boolean;
}

/** Names come from tables; those of a file that is read may be anything. */
const KEYS_LIMIT = 4096;

/**
 * Writes JSON as octets of UTF-8: what `formatJson` gives as text, in a fraction of the time, since lists of frame
 * numbers and times make most of a record and neither needs a string. Values are plain: objects, lists, texts, numbers.
 */
export class JsonWriter {
	#octets = new Uint8Array(65536);
	#end = 0;
	readonly #keys = new Map<string, Key>();

	/** Octets since the last call; valid until something is written again. */
	take(): Uint8Array {
		const taken = this.#octets.subarray(0, this.#end);
		this.#end = 0;
		return taken;
	}

	/** A value on a line of its own. */
	line(value: unknown): void {
		this.#value(value);
		this.#octet(0x0a);
	}

	/** Each kind is asked for by itself: V8 then looks at the value, and makes no text of its type. */
	#value(value: unknown): void {
		if (typeof value === "string") this.#text(value);
		else if (typeof value === "number") this.#number(value);
		else if (typeof value === "object" && value !== null)
			if (Array.isArray(value)) this.#list(value);
			else this.#object(value as Record<string, unknown>);
		else if (typeof value === "boolean") this.#ascii(value ? "true" : "false");
		else this.#ascii("null");
	}

	#object(object: Record<string, unknown>): void {
		let mark = OPEN_BRACE;
		for (const name in object) {
			const value = object[name];
			if (value === undefined) continue;
			const key = this.#keys.get(name) ?? this.#keyOf(name);
			this.#key(mark, key.octets);
			mark = COMMA;
			if (typeof value === "number")
				this.#end = writeNumber(this.#octets, this.#end, value);
			else if (key.isFrames && Array.isArray(value)) this.#frames(value);
			else this.#value(value);
		}
		if (mark === OPEN_BRACE) this.#octet(OPEN_BRACE);
		this.#octet(CLOSE_BRACE);
	}

	#list(list: readonly unknown[]): void {
		this.#octet(OPEN_BRACKET);
		for (let i = 0; i < list.length; i++) {
			if (i > 0) this.#octet(COMMA);
			this.#value(list[i]);
		}
		this.#octet(CLOSE_BRACKET);
	}

	/** Frame numbers are most of a record. What reads nothing else is quick, and leaves V8's way of keeping them alone. */
	#frames(list: readonly unknown[]): void {
		this.#reserve(list.length * (NUMBER_LENGTH + 1) + 2);
		const octets = this.#octets;
		let end = this.#end;
		let mark = OPEN_BRACKET;
		for (let i = 0; i < list.length; i++) {
			const value = list[i];
			if (typeof value !== "number") {
				this.#list(list);
				return;
			}
			octets[end++] = mark;
			mark = COMMA;
			end = writeNumber(octets, end, value);
		}
		if (mark === OPEN_BRACKET) octets[end++] = OPEN_BRACKET;
		octets[end++] = CLOSE_BRACKET;
		this.#end = end;
	}

	#number(value: number): void {
		this.#reserve(NUMBER_LENGTH);
		this.#end = writeNumber(this.#octets, this.#end, value);
	}

	#text(text: string): void {
		this.#reserve(text.length * UNIT_LENGTH + 2);
		const octets = this.#octets;
		octets[this.#end] = QUOTE;
		const end = writeText(octets, this.#end + 1, text);
		octets[end] = QUOTE;
		this.#end = end + 1;
	}

	/** A name with what stands before it, and room for a number behind it. */
	#key(mark: number, key: Uint8Array): void {
		const { length } = key;
		this.#reserve(length + 1 + NUMBER_LENGTH);
		const octets = this.#octets;
		const at = this.#end;
		octets[at] = mark;
		for (let i = 0; i < length; i++) octets[at + 1 + i] = key[i]!;
		this.#end = at + 1 + length;
	}

	#keyOf(name: string): Key {
		const octets = new Uint8Array(name.length * UNIT_LENGTH + 3);
		octets[0] = QUOTE;
		const end = writeText(octets, 1, name);
		octets[end] = QUOTE;
		octets[end + 1] = COLON;
		const key: Key = {
			octets: octets.slice(0, end + 2),
			isFrames: name === "frames",
		};
		if (this.#keys.size < KEYS_LIMIT) this.#keys.set(name, key);
		return key;
	}

	#ascii(text: string): void {
		this.#reserve(text.length);
		this.#end = writeAscii(this.#octets, this.#end, text);
	}

	#octet(octet: number): void {
		if (this.#end === this.#octets.length) this.#reserve(1);
		this.#octets[this.#end++] = octet;
	}

	#reserve(count: number): void {
		if (count <= this.#octets.length - this.#end) return;
		const grown = new Uint8Array((this.#octets.length + count) * 2);
		grown.set(this.#octets.subarray(0, this.#end));
		this.#octets = grown;
	}
}

const { charCodeAt } = String.prototype;

/** The text without quotes. The method is not looked up in the text: V8 keeps texts in many ways. */
function writeText(octets: Uint8Array, at: number, text: string): number {
	const { length } = text;
	let end = at;
	for (let i = 0; i < length; i++) {
		const unit = charCodeAt.call(text, i);
		if (unit >= 0x20 && unit < DELETE && unit !== QUOTE && unit !== BACKSLASH)
			octets[end++] = unit;
		else if (isSurrogatePair(text, i))
			end = writePair(octets, end, text.codePointAt(i++)!);
		else end = writeUnit(octets, end, unit);
	}
	return end;
}

function writeAscii(octets: Uint8Array, at: number, text: string): number {
	for (let i = 0; i < text.length; i++) octets[at + i] = text.charCodeAt(i);
	return at + text.length;
}

function isSurrogatePair(text: string, at: number): boolean {
	if ((text.charCodeAt(at) & 0xfc00) !== 0xd800) return false;
	return (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}

/** A character beyond the first plane, in UTF-8 (RFC 3629 3). */
function writePair(octets: Uint8Array, at: number, point: number): number {
	octets[at] = 0xf0 | (point >> 18);
	octets[at + 1] = 0x80 | ((point >> 12) & 0x3f);
	octets[at + 2] = 0x80 | ((point >> 6) & 0x3f);
	octets[at + 3] = 0x80 | (point & 0x3f);
	return at + 4;
}

/** A character that is not ASCII as it stands: escaped, or in UTF-8. A surrogate alone is no character. */
function writeUnit(octets: Uint8Array, at: number, unit: number): number {
	const letter = ESCAPES.get(unit);
	if (letter !== undefined) {
		octets[at] = BACKSLASH;
		octets[at + 1] = letter;
		return at + 2;
	}
	if (isActive(unit) || (unit & 0xf800) === 0xd800) {
		const hex = unit.toString(16).padStart(4, "0");
		return writeAscii(octets, at, `\\u${hex}`);
	}
	if (unit < 0x800) {
		octets[at] = 0xc0 | (unit >> 6);
		octets[at + 1] = 0x80 | (unit & 0x3f);
		return at + 2;
	}
	octets[at] = 0xe0 | (unit >> 12);
	octets[at + 1] = 0x80 | ((unit >> 6) & 0x3f);
	octets[at + 2] = 0x80 | (unit & 0x3f);
	return at + 3;
}

function writeNumber(octets: Uint8Array, at: number, value: number): number {
	if (value >= 0 && value < MICROSECONDS_END) {
		const whole = value | 0;
		if (whole === value && whole < BILLION)
			return writeDigits(octets, at, whole);
		if (Math.floor(value) === value) return writeInteger(octets, at, value);
		const millionths = Math.round(value * 1e6);
		if (millionths / 1e6 === value)
			return writeMillionths(octets, at, millionths);
	}
	return writeAscii(octets, at, JSON.stringify(value));
}

/** An integer below 10^18, as far as doubles hold it. */
function writeInteger(octets: Uint8Array, at: number, value: number): number {
	if (value < BILLION) return writeDigits(octets, at, value | 0);
	const high = Math.floor(value / BILLION) | 0;
	const rest = (value - high * BILLION) | 0;
	const millions = (rest / 1e6) | 0;
	const thousands = (rest / 1000) | 0;
	let end = writeDigits(octets, at, high);
	end = writeThree(octets, end, millions);
	end = writeThree(octets, end, thousands - millions * 1000);
	return writeThree(octets, end, rest - thousands * 1000);
}

/** An integer below 10^9. */
function writeDigits(octets: Uint8Array, at: number, value: number): number {
	if (value < 1000) return writeFirst(octets, at, value);
	const thousands = (value / 1000) | 0;
	const rest = value - thousands * 1000;
	if (thousands < 1000)
		return writeThree(octets, writeFirst(octets, at, thousands), rest);
	const millions = (thousands / 1000) | 0;
	let end = writeFirst(octets, at, millions);
	end = writeThree(octets, end, thousands - millions * 1000);
	return writeThree(octets, end, rest);
}

/** The digits of an integer below 1000, without zeros before it. */
function writeFirst(octets: Uint8Array, at: number, value: number): number {
	if (value >= 100) return writeThree(octets, at, value);
	if (value < 10) {
		octets[at] = ZERO + value;
		return at + 1;
	}
	octets[at] = THREES[value * 3 + 1]!;
	octets[at + 1] = THREES[value * 3 + 2]!;
	return at + 2;
}

/** Three digits. */
function writeThree(octets: Uint8Array, at: number, value: number): number {
	const from = value * 3;
	octets[at] = THREES[from]!;
	octets[at + 1] = THREES[from + 1]!;
	octets[at + 2] = THREES[from + 2]!;
	return at + 3;
}

/** The integers below 1000, three digits each. */
const THREES = new Uint8Array(3000);
for (let i = 0; i < 1000; i++) {
	THREES[i * 3] = ZERO + ((i / 100) | 0);
	THREES[i * 3 + 1] = ZERO + (((i / 10) | 0) % 10);
	THREES[i * 3 + 2] = ZERO + (i % 10);
}

/**
 * A time with up to 6 decimals. No shorter decimal is the same double: below 2^33 doubles lie closer than a millionth, so
 * that each multiple of it is another one.
 */
function writeMillionths(
	octets: Uint8Array,
	at: number,
	millionths: number,
): number {
	const whole = Math.floor(millionths / 1e6);
	const fraction = (millionths - whole * 1e6) | 0;
	const thousandths = (fraction / 1000) | 0;
	const point = writeInteger(octets, at, whole);
	octets[point] = POINT;
	let end = writeThree(octets, point + 1, thousandths);
	end = writeThree(octets, end, fraction - thousandths * 1000);
	while (octets[end - 1] === ZERO) end--;
	return end;
}
