const PRIME = 0x01000193;
const DASH = 0x2d;

const OCTETS = Array.from({ length: 256 }, (_, octet) =>
	octet.toString(16).padStart(2, "0"),
);

/** Eight hexadecimal digits. `Number.toString(16)` takes V8's way for fractions above 2^31, ten times as long. */
export function hex32(value: number): string {
	return (
		OCTETS[value >>> 24]! +
		OCTETS[(value >>> 16) & 0xff]! +
		OCTETS[(value >>> 8) & 0xff]! +
		OCTETS[value & 0xff]!
	);
}

/** Characters of the hexadecimal digits. */
const HEX = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/**
 * A letter, a dash and sixteen hexadecimal digits, made at once: joined of pieces a text of this length is put together
 * only when somebody reads it, which takes three times as long.
 */
function nameOf(letter: string, high: number, low: number): string {
	return String.fromCharCode(
		letter.charCodeAt(0),
		DASH,
		HEX[high >>> 28] as number,
		HEX[(high >>> 24) & 15] as number,
		HEX[(high >>> 20) & 15] as number,
		HEX[(high >>> 16) & 15] as number,
		HEX[(high >>> 12) & 15] as number,
		HEX[(high >>> 8) & 15] as number,
		HEX[(high >>> 4) & 15] as number,
		HEX[high & 15] as number,
		HEX[low >>> 28] as number,
		HEX[(low >>> 24) & 15] as number,
		HEX[(low >>> 20) & 15] as number,
		HEX[(low >>> 16) & 15] as number,
		HEX[(low >>> 12) & 15] as number,
		HEX[(low >>> 8) & 15] as number,
		HEX[(low >>> 4) & 15] as number,
		HEX[low & 15] as number,
	);
}

// FNV-1a mixes the last characters badly into the upper bits; one round of multiply and shift evens that out.
function even(hash: number): number {
	const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return mixed ^ (mixed >>> 13);
}

/** Both hashes of the name that is being made. */
const HASHES = new Int32Array(2);

function begin(): void {
	HASHES[0] = 0x811c9dc5;
	HASHES[1] = 0x9747b28c;
}

function add(text: string): void {
	let high = HASHES[0] as number;
	let low = HASHES[1] as number;
	for (let i = 0; i < text.length; i++) {
		const character = text.charCodeAt(i);
		high = Math.imul(high ^ character, PRIME);
		low = Math.imul(low ^ character, PRIME);
	}
	HASHES[0] = high;
	HASHES[1] = low;
}

/** Exchange, message, leg. */
export type UidPrefix = "x" | "m" | "l";

/** The name of what was added since `beginUid`. */
export function endUid(prefix: UidPrefix): string {
	const high = even(HASHES[0] as number);
	return nameOf(prefix, high, even(HASHES[1] as number));
}

/** Short name made of what identifies a thing: the same for the same text, whatever the run. */
export function uidOf(prefix: UidPrefix, text: string, more = ""): string {
	begin();
	add(text);
	add(more);
	return endUid(prefix);
}

/** Begins the name of several words, as one text of them with a space behind each but the last. One at a time. */
export function beginUid(word: string): void {
	begin();
	add(word);
}

/** Adds a word. No text is made of numbers of whole millionths, such as times. */
export function addToUid(word: string | number | undefined): void {
	if (typeof word === "number" && addMillionths(word)) return;
	HASHES[0] = Math.imul((HASHES[0] as number) ^ SPACE, PRIME);
	HASHES[1] = Math.imul((HASHES[1] as number) ^ SPACE, PRIME);
	add(String(word));
}

const SPACE = 0x20;
const ZERO = 0x30;
const DOT = 0x2e;
/** Below it, neighbouring doubles are closer than a millionth: the shortest text of one has at most six decimals. */
const LARGEST = 2 ** 32;
/** Digits, last first. */
const DIGITS = new Uint8Array(20);

/** Digits of the whole number before, last first: times come that have the same seconds. */
const WHOLE_DIGITS = new Uint8Array(10);
let wholeBefore = 0;
let wholeCount = 0;

function writeWhole(whole: number): void {
	wholeBefore = whole;
	wholeCount = 0;
	let rest = whole >>> 0;
	for (; rest > 0; wholeCount++) {
		const tenth = (rest / 10) >>> 0;
		WHOLE_DIGITS[wholeCount] = ZERO + rest - tenth * 10;
		rest = tenth;
	}
}

/** Adds a space and the digits of a number as `String` writes them; false where that is not the nearest double of six decimals. */
function addMillionths(value: number): boolean {
	if (value < 1 || value >= LARGEST) return false;
	let count = 0;
	const whole = Math.floor(value);
	if (whole !== value) {
		const millionths = Math.round(value * 1e6);
		if (millionths / 1e6 !== value) return false;
		// Whole numbers below 2^53: nothing is rounded.
		let rest = (millionths - whole * 1e6) | 0;
		// No zeros at the end.
		let places = 6;
		for (; rest % 10 === 0; places--) rest = (rest / 10) | 0;
		for (; places > 0; places--) {
			const tenth = (rest / 10) | 0;
			DIGITS[count++] = ZERO + rest - tenth * 10;
			rest = tenth;
		}
		DIGITS[count++] = DOT;
	}
	if (whole !== wholeBefore) writeWhole(whole);
	for (let i = 0; i < wholeCount; i++)
		DIGITS[count++] = WHOLE_DIGITS[i] as number;
	DIGITS[count++] = SPACE;
	addDigits(count);
	return true;
}

function addDigits(count: number): void {
	let high = HASHES[0] as number;
	let low = HASHES[1] as number;
	for (let i = count - 1; i >= 0; i--) {
		const digit = DIGITS[i] as number;
		high = Math.imul(high ^ digit, PRIME);
		low = Math.imul(low ^ digit, PRIME);
	}
	HASHES[0] = high;
	HASHES[1] = low;
}
