import { join, type Octets, type Piece, utf8 } from "./bytes.js";

/** WAP-230 8.1.2. `width`: pads with leading 80 octets to so many octets. */
export function uintvar(value: number, width = 1): Octets {
	const out = [value & 0x7f];
	for (let rest = Math.floor(value / 128); rest > 0; ) {
		out.unshift(0x80 | (rest & 0x7f));
		rest = Math.floor(rest / 128);
	}
	while (out.length < width) out.unshift(0x80);
	return Uint8Array.from(out);
}

/** Value-length and the value it governs. */
export function withLength(...pieces: readonly Piece[]): Octets {
	const value = join(...pieces);
	return value.length <= 30
		? join(value.length, value)
		: join(31, uintvar(value.length), value);
}

export function shortInteger(value: number): Octets {
	return Uint8Array.of(0x80 | value);
}

export function longInteger(value: number): Octets {
	const octets: number[] = [];
	for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) {
		octets.unshift(rest % 256);
	}
	if (octets.length === 0) octets.push(0);
	return Uint8Array.of(octets.length, ...octets);
}

export function integerValue(value: number): Octets {
	return value < 128 ? shortInteger(value) : longInteger(value);
}

/** Text-string with its 00, quoted with 7F when the first octet asks for it. */
export function text(value: string | Uint8Array): Octets {
	const octets = typeof value === "string" ? utf8(value) : value;
	return (octets[0] ?? 0) >= 0x80 ? join(0x7f, octets, 0) : join(octets, 0);
}

export function quotedString(value: string): Octets {
	return join('"', value, 0);
}

export const CHARSET = {
	any: 0,
	ascii: 3,
	latin1: 4,
	utf8: 106,
	ucs2: 1000,
	utf16le: 1014,
	utf16: 1015,
} as const;

/** Encoded-string-value with a charset; `octets`: the text in that charset, without its end. */
export function encoded(
	value: string | Uint8Array,
	charset: number = CHARSET.utf8,
): Octets {
	const wide = charset >= 1000 && charset <= 1015;
	const octets = typeof value === "string" ? utf8(value) : value;
	const quote = !wide && (octets[0] ?? 0) >= 0x80 ? Uint8Array.of(0x7f) : "";
	const end = wide ? Uint8Array.of(0, 0) : Uint8Array.of(0);
	return withLength(integerValue(charset), quote, octets, end);
}

/** UTF-16, big-endian, for `encoded(utf16("..."), CHARSET.utf16)`. */
export function utf16(value: string): Octets {
	const out = new Uint8Array(value.length * 2);
	const view = new DataView(out.buffer);
	for (let i = 0; i < value.length; i++) {
		view.setUint16(2 * i, value.charCodeAt(i));
	}
	return out;
}

/** One octet each, for `encoded(latin1("..."), CHARSET.latin1)`. */
export function latin1(value: string): Octets {
	return Uint8Array.from(value, (letter) => letter.charCodeAt(0));
}

/** Codes of `wsp-content-types` that MMS uses. */
export const MEDIA: Readonly<Record<string, number>> = {
	"text/html": 0x02,
	"text/plain": 0x03,
	"image/gif": 0x1d,
	"image/jpeg": 0x1e,
	"image/png": 0x20,
	"application/vnd.wap.multipart.mixed": 0x23,
	"application/vnd.wap.multipart.alternative": 0x26,
	"application/vnd.wap.multipart.related": 0x33,
	"application/vnd.wap.mms-message": 0x3e,
};

/** One parameter of a content type: well-known (token octet and its value) or named. */
export const parameter = {
	charset: (mib: number): Octets => join(0x81, integerValue(mib)),
	name: (value: string): Octets => join(0x85, text(value)),
	fileName: (value: string): Octets => join(0x86, text(value)),
	nameNew: (value: string): Octets => join(0x97, text(value)),
	fileNameNew: (value: string): Octets => join(0x98, text(value)),
	type: (value: string): Octets => {
		const code = MEDIA[value];
		return join(0x89, code === undefined ? text(value) : shortInteger(code));
	},
	start: (value: string): Octets => join(0x8a, text(value)),
	named: (name: string, value: string): Octets => join(text(name), text(value)),
};

/** Content-type-value in its shortest form; `asText`: spelt out although a code exists. */
export function contentType(
	media: string,
	parameters: readonly Uint8Array[] = [],
	asText = false,
): Octets {
	const code = asText ? undefined : MEDIA[media];
	const head = code === undefined ? text(media) : integerValue(code);
	if (parameters.length === 0) return head;
	return withLength(head, ...parameters);
}
