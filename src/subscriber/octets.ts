/** How far the octets of a message could be read. What was read before they end or go wrong counts. */
export type DecodeStatus =
	/** The whole message. */
	| "ok"
	/** The octets end before the message does. */
	| "truncated"
	/** A length or a value that the specification does not allow. */
	| "malformed"
	/** Another version, or a message that tells nothing of subscribers. */
	| "unsupported";

/** Outcome of a decoder; without a message nothing could be read. */
export interface Decoded<T> {
	status: DecodeStatus;
	message?: T;
}

/** Reads octets one after the other, never past their end. Numbers are big-endian. */
export class Cursor {
	readonly #octets: Uint8Array;
	#at = 0;

	constructor(octets: Uint8Array) {
		this.#octets = octets;
	}

	/** Octets that are left. */
	get left(): number {
		return this.#octets.length - this.#at;
	}

	/** Unsigned integer of up to 6 octets; undefined when there are fewer, which stay unread. */
	uint(length: number): number | undefined {
		if (length > this.left) return undefined;
		let value = 0;
		for (let i = 0; i < length; i++)
			value = value * 256 + (this.#octets[this.#at + i] as number);
		this.#at += length;
		return value;
	}

	/** The next octets; undefined when there are fewer, which stay unread. */
	take(length: number): Uint8Array | undefined {
		if (length > this.left) return undefined;
		const start = this.#at;
		this.#at += length;
		return this.#octets.subarray(start, this.#at);
	}

	/** At most so many of the next octets. */
	takeSome(length: number): Uint8Array {
		return this.take(Math.min(length, this.left)) as Uint8Array;
	}
}

/** Two digits per octet, low half first, to the filler 1111 (TBCD, 3GPP TS 29.002 17.7.8); undefined for other values. */
export function bcdDigits(octets: Uint8Array): string | undefined {
	let digits = "";
	for (const octet of octets)
		for (const digit of [octet & 15, octet >> 4]) {
			if (digit === 15) return digits === "" ? undefined : digits;
			if (digit > 9) return undefined;
			digits += digit;
		}
	return digits === "" ? undefined : digits;
}

const UTF_8 = new TextDecoder();

/** Printable text without what surrounds it; undefined when nothing is left. */
export function printable(octets: Uint8Array): string | undefined {
	const text = UTF_8.decode(octets)
		.replace(/\p{Cc}/gu, "")
		.trim();
	return text === "" ? undefined : text;
}

/**
 * Access point name as dotted text (3GPP TS 23.003 9.1): labels with their lengths. Some networks write plain text,
 * which no length can start.
 */
export function accessPointName(octets: Uint8Array): string | undefined {
	if ((octets[0] ?? 0) > 63) return printable(octets);
	const labels: string[] = [];
	const cursor = new Cursor(octets);
	while (cursor.left > 0) {
		const length = cursor.uint(1) as number;
		if (length === 0) break;
		const label = printable(cursor.takeSome(length));
		if (label === undefined) return undefined;
		labels.push(label);
	}
	return labels.length === 0 ? undefined : labels.join(".").toLowerCase();
}
