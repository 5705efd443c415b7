import * as tag from "./tag.js";

/** The largest step. */
export const STEP_ROOM = 5;

/**
 * Writes the steps from one number of a frame to the next; returns where they end, or -1 where they are no whole numbers
 * below 2^31 that rise.
 */
export function writeSteps(
	list: readonly number[],
	octets: Uint8Array,
	from: number,
): number {
	let at = from;
	let before = list[0]!;
	/** A small step that is to be written with the next one. */
	let open = 0;
	for (let i = 1; i < list.length; i++) {
		const one = list[i]!;
		if ((one | 0) !== one || one <= before) return -1;
		const step = one - before;
		before = one;
		if (step <= tag.PAIR) {
			if (open > 0) octets[at++] = (open - 1) * tag.PAIR + step - 1;
			open = open > 0 ? 0 : step;
			continue;
		}
		if (open > 0) octets[at++] = tag.ONE_STEP + open - 1;
		open = 0;
		if (step < tag.FAR_LIMIT) {
			octets[at++] = tag.FAR_STEP + (step >>> 8);
			octets[at++] = step;
			continue;
		}
		octets[at++] = tag.HUGE_STEP;
		for (let shift = 0; shift < 32; shift += 8) octets[at++] = step >>> shift;
	}
	if (open > 0) octets[at++] = tag.ONE_STEP + open - 1;
	return at;
}

/** Reads what `writeSteps` wrote into the list, behind its first number; returns where it ends. */
export function readSteps(
	list: number[],
	length: number,
	octets: Uint8Array,
	from: number,
): number {
	let at = from;
	let value = list[0]! | 0;
	for (let i = 1; i < length; ) {
		const octet = octets[at++]!;
		if (octet < tag.ONE_STEP) {
			const step = (octet / tag.PAIR) | 0;
			value += step + 1;
			list[i++] = value | 0;
			value += octet - step * tag.PAIR + 1;
		} else if (octet < tag.FAR_STEP) value += octet - tag.ONE_STEP + 1;
		else if (octet < tag.HUGE_STEP)
			value += ((octet - tag.FAR_STEP) << 8) | octets[at++]!;
		else
			for (let shift = 0; shift < 32; shift += 8)
				value += octets[at++]! << shift;
		list[i++] = value | 0;
	}
	return at;
}
