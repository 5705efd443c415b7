import { CHARSET_LABELS, CHARSET_NAMES } from "./registry/charsets.js";

/** MIBenum of UTF-8. */
const UTF_8 = 106;
const US_ASCII = 3;
const ISO_8859_1 = 4;
const WINDOWS_1252 = 2252;
const UTF_16_LE = 1014;
const UTF_32_LE = 1019;
const UTF_16: ReadonlySet<number> = new Set([1000, 1013, UTF_16_LE, 1015]);
const UTF_32: ReadonlySet<number> = new Set([1001, 1017, 1018, UTF_32_LE]);

/** Octets 80..9F of windows-1252 (WHATWG); Node 20 reads them as ISO-8859-1. */
const WINDOWS_1252_C1 =
	"\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
	"\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenientUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Up to here a decoder costs more than a loop. */
const SHORT = 12;

/** A short text when every octet is US-ASCII, else undefined. */
function decodeAscii(octets: Uint8Array): string | undefined {
	if (octets.length > SHORT) return undefined;
	let text = "";
	for (let at = 0; at < octets.length; at++) {
		const octet = octets[at] as number;
		if (octet > 0x7f) return undefined;
		text += String.fromCharCode(octet);
	}
	return text;
}

/** Octets that are known to be US-ASCII, eight at a time: for some ten of them a decoder takes twice as long. */
export function asciiAt(bytes: Uint8Array, start: number, end: number): string {
	let text = "";
	let at = start;
	for (; end - at >= 8; at += 8)
		text += String.fromCharCode(
			bytes[at] as number,
			bytes[at + 1] as number,
			bytes[at + 2] as number,
			bytes[at + 3] as number,
			bytes[at + 4] as number,
			bytes[at + 5] as number,
			bytes[at + 6] as number,
			bytes[at + 7] as number,
		);
	for (; at < end; at++) text += String.fromCharCode(bytes[at] as number);
	return text;
}

/** windows-1252 by a table of our own. */
export function decodeWindows1252(octets: Uint8Array): string {
	let text = "";
	for (let at = 0; at < octets.length; at++) {
		const octet = octets[at] as number;
		const high = octet >= 0x80 && octet < 0xa0;
		text += high
			? WINDOWS_1252_C1.charAt(octet - 0x80)
			: String.fromCharCode(octet);
	}
	return text;
}

/** Text whose charset nobody gave (SPEC 2.4): UTF-8 if the octets are valid UTF-8, else windows-1252. */
export function decodeUnknown(octets: Uint8Array): string {
	const ascii = decodeAscii(octets);
	if (ascii !== undefined) return ascii;
	try {
		return strictUtf8.decode(octets);
	} catch {
		return decodeWindows1252(octets);
	}
}

/** UTF-16 and UCS-2: a byte order mark decides; without one 1014 is little-endian, all others big-endian. */
function decodeUtf16(octets: Uint8Array, charset: number): string {
	const mark = octets.length > 1 ? (octets[0]! << 8) | octets[1]! : 0;
	const marked = mark === 0xfeff || mark === 0xfffe;
	const little = marked ? mark === 0xfffe : charset === UTF_16_LE;
	const label = little ? "utf-16le" : "utf-16be";
	return new TextDecoder(label).decode(marked ? octets.subarray(2) : octets);
}

/** UTF-32 and UCS-4, likewise. */
function decodeUtf32(octets: Uint8Array, charset: number): string {
	const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
	let little = charset === UTF_32_LE;
	let text = "";
	for (let at = 0; at + 4 <= octets.length; at += 4) {
		if (at === 0 && view.getUint32(0) === 0xfffe0000) little = true;
		const point = view.getUint32(at, little);
		if (at === 0 && point === 0xfeff) continue;
		const valid = point < 0x110000 && (point < 0xd800 || point > 0xdfff);
		text += valid ? String.fromCodePoint(point) : "\ufffd";
	}
	return (octets.length & 3) === 0 || text.endsWith("\0")
		? text.replace(/\0+$/, "")
		: `${text.replace(/\0+$/, "")}\ufffd`;
}

function decodeLabel(octets: Uint8Array, label: string): string {
	try {
		return new TextDecoder(label).decode(octets);
	} catch {
		return decodeUnknown(octets); // this runtime has no such decoder
	}
}

/** Text of an Encoded-string-value by the MIBenum of its charset (SPEC 2.5); what cannot be decoded is U+FFFD. */
export function decodeCharset(octets: Uint8Array, charset: number): string {
	if (charset === UTF_8)
		return decodeAscii(octets) ?? lenientUtf8.decode(octets);
	if (charset === ISO_8859_1 || charset === WINDOWS_1252) {
		return decodeWindows1252(octets);
	}
	if (UTF_16.has(charset)) return decodeUtf16(octets, charset);
	if (UTF_32.has(charset)) return decodeUtf32(octets, charset);
	const label = charset === US_ASCII ? undefined : CHARSET_LABELS.get(charset);
	return label === undefined
		? decodeUnknown(octets)
		: decodeLabel(octets, label);
}

/** True when the charset is in the tables and can be decoded as what it says. */
export function isDecodable(charset: number): boolean {
	return (
		charset === US_ASCII || UTF_32.has(charset) || CHARSET_LABELS.has(charset)
	);
}

let charsetByName: Map<string, number> | undefined;

/** MIBenum of a charset by its IANA name or a usual label, in any case. */
export function charsetNumber(name: string): number | undefined {
	if (charsetByName === undefined) {
		charsetByName = new Map([
			["latin1", ISO_8859_1],
			["ascii", US_ASCII],
			["cp1252", WINDOWS_1252],
			["utf8", UTF_8],
		]);
		for (const [mib, label] of CHARSET_LABELS) charsetByName.set(label, mib);
		for (const [mib, iana] of CHARSET_NAMES) {
			charsetByName.set(iana.toLowerCase(), mib);
		}
	}
	return charsetByName.get(name.trim().toLowerCase());
}

function decodeNamed(octets: Uint8Array, name: string): string {
	const charset = charsetNumber(name);
	if (charset !== undefined) return decodeCharset(octets, charset);
	return decodeLabel(octets, name);
}

function fromBase64(text: string): number[] {
	try {
		return Array.from(atob(text.replace(/\s/g, "")), (c) => c.charCodeAt(0));
	} catch {
		return Array.from(text, (c) => c.charCodeAt(0) & 0xff);
	}
}

/** The Q encoding of RFC 2047 4.2. */
function fromQ(text: string): number[] {
	const plain = text.replace(/_/g, " ");
	const octets: number[] = [];
	for (let at = 0; at < plain.length; at++) {
		const hex = /^=[0-9a-f]{2}$/i.test(plain.slice(at, at + 3));
		octets.push(
			hex
				? Number.parseInt(plain.slice(at + 1, at + 3), 16)
				: plain.charCodeAt(at) & 0xff,
		);
		if (hex) at += 2;
	}
	return octets;
}

const ENCODED_WORD = /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=/gi;

/**
 * Encoded words of RFC 2047 decoded, or undefined when the text has none. White space between two of them is dropped;
 * neighbours of one charset are decoded as one, because characters are seen split between them.
 */
export function decodeWords(text: string): string | undefined {
	if (!text.includes("=?")) return undefined;
	let result = "";
	let charset = "";
	let octets: number[] = [];
	let last = -1;
	const flush = () => {
		if (octets.length > 0)
			result += decodeNamed(Uint8Array.from(octets), charset);
		octets = [];
	};
	for (const match of text.matchAll(ENCODED_WORD)) {
		const between = text.slice(Math.max(last, 0), match.index);
		const joined = last >= 0 && /^\s*$/.test(between);
		const name = match[1]!.toLowerCase();
		if (!joined || name !== charset) flush();
		if (!joined) result += between;
		charset = name;
		const content = match[3]!;
		octets.push(
			...(/b/i.test(match[2]!) ? fromBase64(content) : fromQ(content)),
		);
		last = match.index + match[0].length;
	}
	if (last < 0) return undefined;
	flush();
	return result + text.slice(last);
}
