/** An address as a number, of 32 or 128 bits. */
export interface Address {
	bits: 32 | 128;
	value: bigint;
}

/** A network: all addresses with the same first bits. */
export interface Network extends Address {
	prefix: number;
}

/** IPv4 (dotted, RFC 6943 3.1.1 strict form) or IPv6 (RFC 4291 2.2). */
export function parseAddress(text: string): Address | undefined {
	if (!text.includes(":")) {
		const value = parseIpv4(text);
		return value === undefined ? undefined : { bits: 32, value };
	}
	const value = parseIpv6(text);
	return value === undefined ? undefined : { bits: 128, value };
}

function parseIpv4(text: string): bigint | undefined {
	const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
	if (!octets) return undefined;
	let value = 0n;
	for (const octet of octets.slice(1)) {
		if (Number(octet) > 255) return undefined;
		value = (value << 8n) | BigInt(octet);
	}
	return value;
}

function parseIpv6(text: string): bigint | undefined {
	let plain = text;
	const ipv4 = /:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
	if (ipv4 !== undefined) {
		const value = parseIpv4(ipv4);
		if (value === undefined) return undefined;
		const groups = `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
		plain = text.slice(0, -ipv4.length) + groups;
	}
	const halves = plain.split("::");
	if (halves.length > 2) return undefined;
	const [head = [], tail = []] = halves.map((half) =>
		half === "" ? [] : half.split(":"),
	);
	const zeros = 8 - head.length - tail.length;
	if (halves.length === 2 ? zeros < 1 : zeros !== 0) return undefined;
	const groups = [...head, ...new Array<string>(zeros).fill("0"), ...tail];
	if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)))
		return undefined;
	return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** An address or a network in CIDR notation (RFC 4632 3.1). */
export function parseNetwork(text: string): Network | undefined {
	const [host = "", length, more] = text.split("/");
	const address = parseAddress(host);
	if (!address || more !== undefined) return undefined;
	if (length === undefined) return { ...address, prefix: address.bits };
	if (!/^\d{1,3}$/.test(length) || Number(length) > address.bits)
		return undefined;
	return { ...address, prefix: Number(length) };
}

/** Whether the address belongs to the network. An IPv4 address that is mapped into IPv6 is that IPv4 address. */
export function isInside(address: Address, network: Network): boolean {
	const plain = unmapped(address);
	if (plain.bits !== network.bits) {
		return address.bits === network.bits && sharePrefix(address, network);
	}
	return sharePrefix(plain, network);
}

function sharePrefix(address: Address, { value, bits, prefix }: Network) {
	const rest = BigInt(bits - prefix);
	return address.value >> rest === value >> rest;
}

function unmapped(address: Address): Address {
	const isMapped = address.bits === 128 && address.value >> 32n === 0xffffn;
	return isMapped ? { bits: 32, value: address.value & 0xffffffffn } : address;
}
