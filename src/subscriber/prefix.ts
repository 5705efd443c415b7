import { formatIpv4, formatIpv6 } from "../frame/address.js";

/** IPv6 prefix as text, `2001:db8:1:2::/64`; a /128 is an address. Missing octets are 0. */
export function formatPrefix(octets: Uint8Array, length: number): string {
	const masked = new Uint8Array(16);
	masked.set(octets.subarray(0, 16));
	clearFrom(masked, length);
	const text = formatIpv6(masked, 0);
	return length >= 128 ? text : `${text}/${length}`;
}

/** Sets all bits from `length` on to 0. */
function clearFrom(octets: Uint8Array, length: number): void {
	for (let i = 0; i < octets.length; i++) {
		const bits = Math.min(8, Math.max(0, length - i * 8));
		octets[i] = (octets[i] as number) & (0xff00 >> bits);
	}
}

/** An IPv4 address that is one: not the zeros and ones that stand for "none" or "somebody else chooses" (RFC 2865 5.8). */
export function hostIpv4(octets: Uint8Array, at = 0): string | undefined {
	if (octets.length < at + 4) return undefined;
	const text = formatIpv4(octets, at);
	const isHost = !["0.0.0.0", "255.255.255.255", "255.255.255.254"].includes(
		text,
	);
	return isHost ? text : undefined;
}

/** IPv6 prefix that is one: of 1 to 128 bits, not all of them 0. */
export function hostPrefix(
	octets: Uint8Array,
	length: number,
): string | undefined {
	if (length < 1 || length > 128) return undefined;
	const text = formatPrefix(octets, length);
	return text.startsWith("::/") || text === "::" ? undefined : text;
}

/** An address or prefix as octets. */
export interface AddressBlock {
	/** 4 or 16; what lies behind `length` bits is 0. */
	octets: Uint8Array;
	length: number;
}

/** Reads `10.0.0.1`, `10.0.0.0/24`, `2001:db8::1` or `2001:db8:1:2::/64`; IPv4-mapped addresses are IPv4. */
export function parseBlock(text: string): AddressBlock | undefined {
	const [, address = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	const octets = address.includes(":")
		? mapped === undefined
			? parseIpv6(address)
			: parseIpv4(mapped)
		: parseIpv4(address);
	if (!octets) return undefined;
	const size = octets.length * 8;
	const length = bits === undefined ? size : Number(bits);
	if (length > size || length < 1) return undefined;
	clearFrom(octets, length);
	return { octets, length };
}

/** The block as text, in canonical form. */
export function formatBlock({ octets, length }: AddressBlock): string {
	if (octets.length === 16) return formatPrefix(octets, length);
	const text = formatIpv4(octets, 0);
	return length === 32 ? text : `${text}/${length}`;
}

/** The larger block of `length` bits around it. */
export function widen({ octets }: AddressBlock, length: number): AddressBlock {
	const wide = octets.slice();
	clearFrom(wide, length);
	return { octets: wide, length };
}

function parseIpv4(text: string): Uint8Array | undefined {
	if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
	const numbers = text.split(".").map(Number);
	return numbers.every((number) => number < 256)
		? Uint8Array.from(numbers)
		: undefined;
}

function parseIpv6(text: string): Uint8Array | undefined {
	const [head = "", tail, ...more] = text.split("::");
	if (more.length > 0) return undefined;
	const before = groupsOf(head);
	const after = tail === undefined ? [] : groupsOf(tail);
	if (!before || !after) return undefined;
	const missing = 8 - before.length - after.length;
	if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
	const groups = [...before, ...new Array<number>(missing).fill(0), ...after];
	return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function groupsOf(text: string): number[] | undefined {
	if (text === "") return [];
	const groups: number[] = [];
	const words = text.split(":");
	for (const [index, word] of words.entries()) {
		const ipv4 = index === words.length - 1 ? parseIpv4(word) : undefined;
		if (ipv4) {
			const [a, b, c, d] = ipv4 as unknown as [number, number, number, number];
			groups.push((a << 8) | b, (c << 8) | d);
		} else if (/^[0-9a-f]{1,4}$/i.test(word)) groups.push(parseInt(word, 16));
		else return undefined;
	}
	return groups;
}
