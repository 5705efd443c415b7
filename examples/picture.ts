import { join, type Octets, u32, utf8 } from "../test/builder/index.js";

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
	let value = index;
	for (let bit = 0; bit < 8; bit++) {
		value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
	}
	return value >>> 0;
});

function crc32(octets: Uint8Array): number {
	let crc = 0xffffffff;
	for (const octet of octets) {
		crc = (crc >>> 8) ^ (TABLE[(crc ^ octet) & 255] as number);
	}
	return ~crc >>> 0;
}

function adler32(octets: Uint8Array): number {
	let low = 1;
	let high = 0;
	for (const octet of octets) {
		low = (low + octet) % 65521;
		high = (high + low) % 65521;
	}
	return ((high << 16) | low) >>> 0;
}

function chunk(type: string, body: Uint8Array): Octets {
	const named = join(type, body);
	return join(u32(body.length), named, u32(crc32(named)));
}

/** A square PNG with a gradient, stored without compression: a picture that viewers show, of a size one can choose. */
export function picture(side: number, hue: number): Octets {
	const rows = new Uint8Array(side * (1 + 3 * side));
	for (let y = 0; y < side; y++) {
		for (let x = 0; x < side; x++) {
			const at = y * (1 + 3 * side) + 1 + 3 * x;
			rows[at] = (hue + (160 * x) / side) & 255;
			rows[at + 1] = (200 * y) / side;
			rows[at + 2] = 255 - ((hue + (120 * (x + y)) / side) & 127);
		}
	}
	if (rows.length > 65535) throw new RangeError("picture too large");
	const stored = Uint8Array.of(
		1,
		rows.length,
		rows.length >> 8,
		~rows.length,
		~rows.length >> 8,
	);
	const data = join(0x78, 0x01, stored, rows, u32(adler32(rows)));
	const size = join(u32(side), u32(side), 8, 2, 0, 0, 0);
	return join(
		Uint8Array.of(0x89),
		"PNG\r\n",
		Uint8Array.of(0x1a),
		"\n",
		chunk("IHDR", size),
		chunk("IDAT", data),
		chunk("IEND", utf8("")),
	);
}
