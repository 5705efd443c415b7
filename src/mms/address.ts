/** How well two addresses agree. */
export type AddressMatch = "equal" | "weak" | "different";

/** Digits that two numbers must share at their ends to be the same number as a guess (SPEC 8.3). */
const GUESS_DIGITS = 9;
const TYPE_SUFFIX = /\/type=\w*$/i;
const SEPARATORS = /[\s().-]/g;

/** Without `/TYPE=...` and, for `Name <address>`, without the name. */
function bareAddress(address: string): string {
	const bracketed = /<([^<>]+)>\s*$/.exec(address);
	return (bracketed?.[1] ?? address).trim().replace(TYPE_SUFFIX, "");
}

/**
 * Address for comparison (SPEC 8.3): no type suffix, no separators in numbers, e-mail in lower case. Not for show.
 */
export function normalizeAddress(address: string): string {
	const bare = bareAddress(address);
	if (bare.includes("@")) return bare.toLowerCase();
	const number = bare.replace(SEPARATORS, "");
	return /^\+?\d+$/.test(number) ? number : bare.toLowerCase();
}

/** Compares two addresses; numbers with and without country prefix agree only weakly, by their last 9 digits. */
export function compareAddresses(one: string, other: string): AddressMatch {
	const a = normalizeAddress(one);
	const b = normalizeAddress(other);
	if (a === b) return a === "" ? "different" : "equal";
	const digitsA = a.replace(/^\+/, "");
	const digitsB = b.replace(/^\+/, "");
	if (!/^\d+$/.test(digitsA) || !/^\d+$/.test(digitsB)) return "different";
	if (Math.min(digitsA.length, digitsB.length) < GUESS_DIGITS)
		return "different";
	const same = digitsA.slice(-GUESS_DIGITS) === digitsB.slice(-GUESS_DIGITS);
	return same ? "weak" : "different";
}
