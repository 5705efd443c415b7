/** IPv4 address as text. */
export function formatIpv4(octets: Uint8Array, offset: number): string {
	return `${octets[offset]}.${octets[offset + 1]}.${octets[offset + 2]}.${octets[offset + 3]}`;
}

/** IPv6 address as text: lower case, longest run of zeros shortened (RFC 5952 4), IPv4-mapped addresses dotted (5). */
export function formatIpv6(octets: Uint8Array, offset: number): string {
	const groups: number[] = [];
	for (let i = offset; i < offset + 16; i += 2) {
		groups.push(((octets[i] as number) << 8) | (octets[i + 1] as number));
	}
	if (groups.findIndex((group) => group !== 0) === 5 && groups[5] === 0xffff) {
		return `::ffff:${formatIpv4(octets, offset + 12)}`;
	}
	const { start, length } = longestZeros(groups);
	const text = groups.map((group) => group.toString(16));
	if (length < 2) return text.join(":");
	return `${text.slice(0, start).join(":")}::${text.slice(start + length).join(":")}`;
}

/** The first longest run of zero groups (RFC 5952 4.2.3). */
function longestZeros(groups: number[]): { start: number; length: number } {
	let best = { start: 0, length: 0 };
	for (let i = 0; i < groups.length; i++) {
		let length = 0;
		while (groups[i + length] === 0) length++;
		if (length > best.length) best = { start: i, length };
		i += length;
	}
	return best;
}
