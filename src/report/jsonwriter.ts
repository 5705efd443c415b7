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

/**
 * Writes JSON as octets of UTF-8: what `formatJson` gives as text, in a third of the time, since lists of frame numbers
 * and times make most of a record and neither needs a string. Values are plain: objects, lists, texts, numbers.
 */
export class JsonWriter {
	#octets = new Uint8Array(65536);
	#end = 0;

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
		for (const key in object) {
			const value = object[key];
			if (value === undefined) continue;
			this.#key(mark, key);
			mark = COMMA;
			if (key === "frames" && Array.isArray(value)) this.#frames(value);
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

	/** A name with what stands before and after it. Names are kept in one way by V8, so that they are read apart. */
	#key(mark: number, key: string): void {
		const { length } = key;
		this.#reserve(length * UNIT_LENGTH + 4);
		const octets = this.#octets;
		let end = this.#end;
		octets[end++] = mark;
		octets[end++] = QUOTE;
		let i = 0;
		for (; i < length; i++) {
			const unit = key.charCodeAt(i);
			if (unit < 0x20 || unit >= DELETE) break;
			if (unit === QUOTE || unit === BACKSLASH) break;
			octets[end++] = unit;
		}
		if (i < length) end = writeText(octets, end, key.slice(i));
		octets[end++] = QUOTE;
		octets[end++] = COLON;
		this.#end = end;
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
		if ((value | 0) === value && value < BILLION)
			return writeDigits(octets, at, value, countDigits(value));
		if (Math.floor(value) === value) return writeInteger(octets, at, value);
		const millionths = Math.round(value * 1e6);
		if (millionths / 1e6 === value)
			return writeMillionths(octets, at, millionths);
	}
	return writeAscii(octets, at, JSON.stringify(value));
}

/** An integer from 0 to below 10^18, as far as doubles hold it. */
function writeInteger(octets: Uint8Array, at: number, value: number): number {
	if (value >= BILLION) {
		const high = Math.floor(value / BILLION);
		const next = writeDigits(octets, at, high, countDigits(high));
		return writeDigits(octets, next, value - high * BILLION, 9);
	}
	return writeDigits(octets, at, value, countDigits(value));
}

function countDigits(value: number): number {
	if (value < 10) return 1;
	if (value < 100) return 2;
	if (value < 1000) return 3;
	if (value < 10_000) return 4;
	if (value < 100_000) return 5;
	if (value < 1_000_000) return 6;
	if (value < 10_000_000) return 7;
	return value < 100_000_000 ? 8 : 9;
}

function writeDigits(
	octets: Uint8Array,
	at: number,
	value: number,
	count: number,
): number {
	let rest = value | 0;
	for (let i = at + count - 1; i >= at; i--) {
		const next = (rest / 10) | 0;
		octets[i] = ZERO + rest - next * 10;
		rest = next;
	}
	return at + count;
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
	let fraction = millionths - whole * 1e6;
	let count = 6;
	while (fraction % 10 === 0) {
		fraction /= 10;
		count--;
	}
	const point = writeInteger(octets, at, whole);
	octets[point] = POINT;
	return writeDigits(octets, point + 1, fraction, count);
}
