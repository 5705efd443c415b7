// What the protocols of subscriber signalling share.

/** Big-endian. */
export function uint(value: number, octets: number): Uint8Array {
	const out = new Uint8Array(octets);
	let rest = value;
	for (let i = octets - 1; i >= 0; i--) {
		out[i] = rest % 256;
		rest = Math.floor(rest / 256);
	}
	return out;
}

/** Digits in pairs, low half first, filled with 1111 (TBCD); at least `octets`. */
export function tbcd(digits: string, octets = 0): Uint8Array {
	const size = Math.max(octets, Math.ceil(digits.length / 2));
	const out = new Uint8Array(size).fill(0xff);
	for (const [i, digit] of [...digits].entries()) {
		const at = i >> 1;
		const old = out[at] as number;
		const value = Number(digit);
		out[at] = i % 2 === 0 ? (old & 0xf0) | value : (old & 15) | (value << 4);
	}
	return out;
}

/** MCC and MNC (3GPP TS 24.008 10.5.1.3). */
export function plmn(mcc: string, mnc: string): Uint8Array {
	const [a, b, c] = [...mcc].map(Number) as [number, number, number];
	const [d, e, f = 15] = [...mnc].map(Number) as [number, number, number];
	return Uint8Array.of((b << 4) | a, (f << 4) | c, (e << 4) | d);
}

/** Labels with their lengths. */
export function apn(name: string): Uint8Array {
	return Uint8Array.from(
		name
			.split(".")
			.flatMap((label) => [label.length, ...new TextEncoder().encode(label)]),
	);
}

/** Octets of an IPv4 address in text. */
export function ipv4(text: string): Uint8Array {
	return Uint8Array.from(text.split(".").map(Number));
}

/** Octets of an IPv6 address in text with all its eight groups. */
export function ipv6(text: string): Uint8Array {
	return Uint8Array.from(
		text.split(":").flatMap((group) => {
			const value = Number.parseInt(group, 16);
			return [value >> 8, value & 0xff];
		}),
	);
}
